export const usersHeader = {
  title: 'Users',
  description: 'Everybody with an account. A row changes as soon as anybody changes the person.',
}
