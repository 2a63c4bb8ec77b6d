SELECT state AS dimension, sum(cost) AS value
FROM bird_strikes
WHERE cost > 0 AND state <> 'N/A'
GROUP BY 1
ORDER BY 2 DESC
LIMIT 8
