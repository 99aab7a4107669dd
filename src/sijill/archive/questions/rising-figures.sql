-- title: Figures that rose afterwards
-- title.ar: أعداد ارتفعت لاحقا
-- answers: Of the incidents with numbers of killed on two days or more, in how many the last day's highest number is above the first day's, by how much, by type of event.
-- caveats: Highest of all reports of a day, whoever says it. A number rises because people die of wounds and are found, and also because later reports tell of more than
--   the one incident. Only reports whose day of publication is known exactly.
-- needs: incidents
-- chart: bar
-- x: share:Q Share that rose | نسبة ما ارتفع
-- y: type:N Type of event | نوع الحدث
WITH days AS (
    SELECT m.incident, r.first_day AS day, max(coalesce(f.best, f.low)) AS killed
    FROM figures f JOIN members m USING (doc, event) JOIN reports r USING (doc)
    WHERE f.measure = 'killed' AND r.first_day = r.last_day AND coalesce(f.best, f.low) IS NOT NULL
    GROUP BY ALL
), course AS (
    SELECT incident, arg_min(killed, day) AS first, arg_max(killed, day) AS last FROM days GROUP BY incident HAVING count(*) > 1
)
SELECT type, count(*) AS incidents, count_if(last > first) AS rose, round(rose / incidents, 3) AS share,
    median(last - first) FILTER (last > first) AS median_rise, max(last - first) FILTER (last > first) AS largest_rise
FROM course JOIN incidents i USING (incident)
GROUP BY type
ORDER BY incidents DESC, type
LIMIT 20
