SELECT date_trunc('day', date)::DATE AS day, count(*) AS flights
FROM flights
WHERE date < TIMESTAMP '2001-07-01'
GROUP BY 1
ORDER BY 1
