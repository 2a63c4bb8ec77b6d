/** English messages of elements whose code could not be loaded. They are not translated: translations load later. */
const english = {
  chartFailed: 'This chart could not be loaded.',
  dashboardFailed: 'A part of the library could not be loaded',
  retry: 'Try again',
};

export default english;
