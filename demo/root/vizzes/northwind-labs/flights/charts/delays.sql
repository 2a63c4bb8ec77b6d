SELECT floor(delay / 5.0) * 5 AS minute, floor(delay / 5.0) * 5 + 5 AS minute_end, count(*) AS flights
FROM flights
WHERE delay >= -60 AND delay < 120 AND ('{{origin}}' = '' OR origin = '{{origin}}')
GROUP BY 1, 2
ORDER BY 1
