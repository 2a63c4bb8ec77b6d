SELECT species AS dimension, count(*) AS value
FROM bird_strikes
GROUP BY 1
ORDER BY 2 DESC, 1
