/** English messages of elements whose code could not be loaded. They have no translations, as these load later, too. */
const english = {
  chartFailed: 'This chart could not be loaded.',
  dashboardFailed: 'A part of the library could not be loaded',
  retry: 'Try again',
};

export default english;
