SELECT date_trunc('month', date)::DATE AS dimension, round(sum(precipitation)) AS value
FROM weather
WHERE location = 'New York'
GROUP BY 1
ORDER BY 1
