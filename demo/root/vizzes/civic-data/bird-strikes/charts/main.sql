SELECT species AS dimension, count(*) AS value
FROM bird_strikes
WHERE species NOT LIKE 'Unknown%'
GROUP BY 1
ORDER BY 2 DESC, 1
LIMIT 10
