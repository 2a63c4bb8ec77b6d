SELECT state AS dimension, engineer_share AS value
FROM us_states
ORDER BY 2 DESC
