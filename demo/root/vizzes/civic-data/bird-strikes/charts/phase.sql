SELECT phase AS dimension, count(*) AS value
FROM bird_strikes
WHERE phase IS NOT NULL
GROUP BY 1
ORDER BY 2 DESC
