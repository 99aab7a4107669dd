-- title: Means by year
-- title.ar: الوسائل بحسب السنة
-- answers: With what it was done, year by year: air strikes, artillery, explosives …
-- caveats: Counts events as told, not incidents: what more outlets tell of weighs more. Most events name no means, and are not here. An event with two means
--   counts for both.
-- chart: bar
-- x: year:O Year | السنة
-- y: events:Q Events told | الأحداث المروية
-- color: means:N Means | الوسيلة
WITH used AS (
    SELECT year(first_day) AS year, unnest(means) AS means FROM events WHERE year(first_day) = year(last_day) AND modality IN ('reported', 'claimed')
), largest AS (
    SELECT means FROM used GROUP BY means ORDER BY count(*) DESC, means LIMIT 10
)
SELECT year, means, count(*) AS events
FROM used JOIN largest USING (means)
GROUP BY ALL
ORDER BY year, means
