/**
 * Imports an optional package that an option needs.
 *
 * @param names Of the package, or of several with spaces between them
 * @param load Imports the package
 * @throws Error that names the packages to install if one is missing
 */
export async function importPackage<T>(names: string, option: string, load: () => Promise<T>): Promise<T> {
  try {
    return await load();
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (code === 'ERR_MODULE_NOT_FOUND' && names.split(' ').some((name) => message.includes(`'${name}'`)))
      throw new Error(`${option} needs a package that is not installed: npm install ${names}`, {
        cause: error,
      });
    throw error;
  }
}
