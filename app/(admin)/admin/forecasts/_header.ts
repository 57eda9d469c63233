export const forecastsHeader = {
  title: 'Forecasts',
  description: 'What is forecast for each region, from which data, and the runs that made it.',
}
