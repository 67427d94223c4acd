/** Projects: the list of them, making one, and the page where its layer of the environment is edited. */
export { ProjectPage } from './project-page.tsx'
export { ProjectsPage } from './projects-page.tsx'
