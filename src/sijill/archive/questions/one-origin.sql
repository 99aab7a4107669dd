-- title: Incidents that only one origin tells of
-- title.ar: حوادث لا يرويها إلا مصدر واحد
-- answers: For each type of event, how many incidents go back to one origin, though several reports may tell of them, and how many to more.
-- caveats: Reports that copy one another, or quote the same source, are one origin. One origin does not mean that it is wrong; it means that nobody else in this
--   archive says so. The twenty types with most incidents.
-- needs: incidents
-- chart: bar
-- x: incidents:Q Incidents | الحوادث
-- y: type:N Type of event | نوع الحدث
-- color: told:N Told by | ترويه
WITH largest AS (SELECT type, count(*) AS every FROM incidents GROUP BY type ORDER BY every DESC, type LIMIT 20)
SELECT type, CASE WHEN origins > 1 THEN 'several origins' WHEN claims > 1 THEN 'one origin, several reports' ELSE 'one report' END AS told,
    count(*) AS incidents, round(incidents / every, 3) AS share
FROM incidents i JOIN largest USING (type)
GROUP BY type, told, every
ORDER BY every DESC, type, told
