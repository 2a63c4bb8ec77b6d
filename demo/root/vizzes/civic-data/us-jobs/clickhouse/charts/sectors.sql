SELECT part.1 AS dimension,
       sumIf(part.2, month = DATE '2015-12-01') AS value,
       sumIf(part.2, month = DATE '2006-01-01') AS prev_value
FROM employment
ARRAY JOIN [
  ('Construction', toFloat64(construction)),
  ('Manufacturing', toFloat64(manufacturing)),
  ('Retail', toFloat64(retail_trade)),
  ('Information', toFloat64(information)),
  ('Finance', toFloat64(financial_activities)),
  ('Education and health', toFloat64(education_and_health_services)),
  ('Leisure and hospitality', toFloat64(leisure_and_hospitality)),
  ('Government', toFloat64(government))
] AS part
WHERE month IN (DATE '2006-01-01', DATE '2015-12-01')
GROUP BY dimension
ORDER BY value DESC
