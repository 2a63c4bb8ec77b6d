SELECT dayofweek(date) AS weekday,
       hour(date) AS hour,
       count(*) AS flights,
       avg(CASE WHEN delay >= 15 THEN 1.0 ELSE 0.0 END) AS late
FROM flights
WHERE hour(date) >= 5
GROUP BY 1, 2
ORDER BY 1, 2
