SELECT place AS dimension, magnitude AS value
FROM earthquakes
ORDER BY magnitude DESC, place
LIMIT 10
