SELECT date_trunc('month', date)::DATE AS month,
       round(avg(temp_min)::numeric, 1) AS low,
       round(avg(temp_max)::numeric, 1) AS high,
       round(avg((temp_min + temp_max) / 2)::numeric, 1) AS mean
FROM weather
WHERE location = 'Seattle'
GROUP BY 1
ORDER BY 1
