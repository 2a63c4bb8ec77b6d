SELECT date_trunc('month', date)::DATE AS month, location, round(avg(temp_max)::numeric, 1) AS "High, °C"
FROM weather
GROUP BY 1, 2
ORDER BY 1, 2
