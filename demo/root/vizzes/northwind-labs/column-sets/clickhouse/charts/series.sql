SELECT toStartOfMonth(date) AS month, location, floor(avg(temp_max) * 10 + 0.5) / 10 AS "High, °C"
FROM weather
GROUP BY month, location
ORDER BY month, location
