-- title: How exactly the time of events is known
-- title.ar: ما مدى دقة أوقات الأحداث
-- answers: Of the events told, by modality, how many have an exact day, a span of days, a month, a year, an open end, no time at all.
-- caveats: The time that the report gives, resolved against its day of publication; a wrong day of publication makes a wrong exact day.
-- chart: bar
-- x: events:Q Events told | الأحداث المروية
-- y: known:N Known to | الدقة
-- color: modality:N Modality | صيغة الخبر
WITH spans AS (
    SELECT modality, time IS NOT NULL AS told, first_day IS NULL OR last_day IS NULL AS open, date_diff('day', first_day, last_day) + 1 AS days FROM events
), classed AS (
    SELECT modality, CASE WHEN NOT told THEN 7 WHEN open THEN 6 WHEN days = 1 THEN 1 WHEN days <= 7 THEN 2 WHEN days <= 31 THEN 3 WHEN days <= 366 THEN 4 ELSE 5 END AS class
    FROM spans
)
SELECT ['a day', 'a week', 'a month', 'a year', 'longer', 'an open end', 'no time'][class] AS known, modality, count(*) AS events, round(events / sum(events) OVER (), 4) AS share
FROM classed
GROUP BY class, modality
ORDER BY class, modality
