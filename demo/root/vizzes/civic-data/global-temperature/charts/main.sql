SELECT year, anomaly
FROM temperature
ORDER BY year
