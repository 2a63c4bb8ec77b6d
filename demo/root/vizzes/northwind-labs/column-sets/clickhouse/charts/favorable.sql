SELECT industry AS dimension,
       maxIf(rate, month = DATE '2010-02-01') AS value,
       maxIf(rate, month = DATE '2009-02-01') AS prev_value,
       CAST(value < prev_value AS Nullable(Bool)) AS is_favorable
FROM unemployment
WHERE industry NOT IN ('Other', 'Self-employed')
GROUP BY dimension
