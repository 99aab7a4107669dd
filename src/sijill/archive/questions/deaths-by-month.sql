-- title: Deaths by month and outlet
-- title.ar: القتلى بحسب الشهر والناشر
-- answers: How many dead the eight outlets that tell most of them tell of, month by month.
-- caveats: Not the number of the dead: outlets tell of the same incidents, so that their lines must not be added up. Of what one outlet says of an incident the
--   highest figure counts (without a best value the lowest bound); incidents whose time is not known to the month are left out, and what is denied or planned,
--   and what happened before or after the time in which the archive's reports were published.
-- needs: incidents
-- chart: line
-- x: month:T Month | الشهر
-- y: killed:Q Killed | القتلى
-- color: outlet:N Outlet | الناشر
WITH told AS (
    SELECT coalesce(r.outlet, r.given_outlet) AS outlet, m.incident, date_trunc('month', e.first_day) AS month, max(coalesce(f.best, f.low)) AS killed
    FROM figures f JOIN events e USING (doc, event) JOIN members m USING (doc, event) JOIN reports r USING (doc)
        JOIN (SELECT date_trunc('month', min(first_day)) AS first, max(last_day) AS last FROM reports) AS published ON e.first_day BETWEEN first AND last
    WHERE f.measure = 'killed' AND e.modality IN ('reported', 'claimed') AND date_trunc('month', e.first_day) = date_trunc('month', e.last_day)
    GROUP BY ALL
), largest AS (
    SELECT outlet FROM told WHERE outlet IS NOT NULL GROUP BY outlet ORDER BY sum(killed) DESC, outlet LIMIT 8
)
SELECT CAST(month AS DATE) AS month, outlet, CAST(sum(killed) AS BIGINT) AS killed, count(DISTINCT incident) AS incidents
FROM told JOIN largest USING (outlet)
GROUP BY ALL
ORDER BY month, outlet
