SELECT time_of_day AS dimension, count(*) AS value
FROM bird_strikes
WHERE time_of_day IS NOT NULL
GROUP BY 1
ORDER BY 2 DESC
