SELECT a.iata, a.name, a.city, a.state, a.latitude, a.longitude,
       count(*) AS flights,
       avg(CASE WHEN f.delay >= 15 THEN 1.0 ELSE 0.0 END)::float8 AS late
FROM flights f
JOIN airports a ON a.iata = f.origin
WHERE a.state NOT IN ('PR', 'VI', 'GU')
GROUP BY a.iata, a.name, a.city, a.state, a.latitude, a.longitude
HAVING count(*) >= 1000
ORDER BY flights DESC
