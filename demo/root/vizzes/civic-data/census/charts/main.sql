SELECT state AS dimension, population AS value
FROM us_states
ORDER BY 2 DESC
