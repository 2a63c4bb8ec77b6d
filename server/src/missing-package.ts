/**
 * Imports an optional package that an option needs.
 *
 * @param load Imports the package
 * @throws Error that names the package to install if it is missing
 */
export async function importPackage<T>(name: string, option: string, load: () => Promise<T>): Promise<T> {
  try {
    return await load();
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (code === 'ERR_MODULE_NOT_FOUND' && message.includes(`'${name}'`))
      throw new Error(`${option} needs a package that is not installed: npm install ${name}`, {
        cause: error,
      });
    throw error;
  }
}
