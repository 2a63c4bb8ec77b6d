SELECT toDayOfWeek(date) AS day, any(formatDateTime(date, '%a')) AS weekday, count() AS flights,
       countIf(delay >= {{late}}) / count() AS late
FROM flights
WHERE ('{{origin}}' = '' OR origin = '{{origin}}')
  AND date >= coalesce({{since}}, DATE '2001-01-01')
  AND toDate(date) <= coalesce({{until}}, DATE '2001-06-30')
  AND distance >= {{shortest}} AND distance < {{longest}}
  AND (NOT {{weekdays}} OR toDayOfWeek(date) < 6)
GROUP BY 1
ORDER BY 1
