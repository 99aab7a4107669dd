-- title: Incidents by governorate and month
-- title.ar: الحوادث بحسب المحافظة والشهر
-- answers: Where and when: how many incidents in each of the twenty governorates with most of them.
-- caveats: An incident lies where most of its reports put it. What is known only of a country, or not to the month, is left out (date-uncertainty says
--   how much that is), and so is what happened before or after the time in which the archive's reports were published. More incidents may mean more reporters.
-- needs: incidents
-- chart: heat
-- x: month:T Month | الشهر
-- y: region:N Governorate | المحافظة
-- color: incidents:Q Incidents | الحوادث
WITH placed AS (
    SELECT i.incident, CAST(date_trunc('month', i.first_day) AS DATE) AS month, mode(e.country ORDER BY e.doc) AS country, mode(e.region ORDER BY e.doc) AS region
    FROM incidents i JOIN members m USING (incident) JOIN events e USING (doc, event)
        JOIN (SELECT date_trunc('month', min(first_day)) AS first, max(last_day) AS last FROM reports) AS published ON i.first_day BETWEEN first AND last
    WHERE e.region IS NOT NULL AND date_trunc('month', i.first_day) = date_trunc('month', i.last_day)
    GROUP BY ALL
), largest AS (
    SELECT country, region FROM placed GROUP BY ALL ORDER BY count(*) DESC, country, region LIMIT 20
)
SELECT month, country, region, count(*) AS incidents
FROM placed JOIN largest USING (country, region)
GROUP BY ALL
ORDER BY country, region, month
