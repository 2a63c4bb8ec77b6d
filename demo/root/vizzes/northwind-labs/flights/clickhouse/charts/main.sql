SELECT toDayOfWeek(date) % 7 AS weekday,
       toHour(date) AS hour,
       count() AS flights,
       countIf(delay >= 15) / count() AS late
FROM flights
WHERE toHour(date) >= 5
GROUP BY weekday, hour
ORDER BY weekday, hour
