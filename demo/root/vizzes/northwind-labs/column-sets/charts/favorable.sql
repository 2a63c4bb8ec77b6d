SELECT industry AS dimension,
       max(CASE WHEN month = DATE '2010-02-01' THEN rate END) AS value,
       max(CASE WHEN month = DATE '2009-02-01' THEN rate END) AS prev_value,
       max(CASE WHEN month = DATE '2010-02-01' THEN rate END)
         < max(CASE WHEN month = DATE '2009-02-01' THEN rate END) AS is_favorable
FROM unemployment
WHERE industry NOT IN ('Other', 'Self-employed')
GROUP BY 1
