-- title: Days from an incident to the first report of it
-- title.ar: الأيام بين الحادث وأول خبر عنه
-- answers: How many incidents were first reported on the day itself, a day later, and so on.
-- caveats: Only incidents whose day, and reports whose day of publication, are known exactly. An archive that lacks an outlet's first dispatches makes
--   reporting look slow; what is told years later (anniversaries, trials) stands under 15.
-- needs: incidents
-- chart: bar
-- x: days:O Days | الأيام
-- y: incidents:Q Incidents | الحوادث
WITH first AS (
    SELECT i.incident, date_diff('day', i.first_day, min(r.first_day)) AS days
    FROM incidents i JOIN members m USING (incident) JOIN reports r USING (doc)
    WHERE i.first_day = i.last_day AND r.first_day = r.last_day
    GROUP BY i.incident, i.first_day
)
SELECT least(days, 15) AS days, count(*) AS incidents, round(incidents / sum(incidents) OVER (), 3) AS share
FROM first
WHERE days >= 0
GROUP BY ALL
ORDER BY days
