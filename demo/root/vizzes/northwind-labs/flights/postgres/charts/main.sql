SELECT extract(dow FROM date) AS weekday,
       extract(hour FROM date) AS hour,
       count(*) AS flights,
       avg(CASE WHEN delay >= 15 THEN 1.0 ELSE 0.0 END)::float8 AS late
FROM flights
WHERE extract(hour FROM date) >= 5
GROUP BY 1, 2
ORDER BY 1, 2
