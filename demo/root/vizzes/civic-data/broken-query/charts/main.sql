SELECT line AS dimension, sum(riders) AS value FROM ridership GROUP BY 1
