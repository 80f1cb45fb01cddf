import type { Service } from '../../inventory/index.ts';

const escapes: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };
const escaped = (text: string): string => text.replace(/[&<>"]/g, (sign) => escapes[sign] ?? sign);

/** What every right page of a business system says, and no other page does. */
export function markOf({ id }: Pick<Service, 'id'>): string {
  return `fangzhou-lab ${id}`;
}

function page(title: string, body: string): string {
  return `<!doctype html>
<html lang="zh-CN">
<meta charset="utf-8">
<title>${escaped(title)}</title>
<h1>${escaped(title)}</h1>
${body}
</html>
`;
}

/** The small first page of a business system, behind its login. */
export function homePage(service: Service, member: string): string {
  const of = `<p lang="en">${escaped(service.nameEn)}</p>`;
  return page(service.nameZh, `${of}\n<p>${escaped(markOf(service))}</p>\n<p>${escaped(member)}</p>`);
}

/** The form of single sign-on; `service` is where the way back leads. */
export function loginPage(service: string, isWrong: boolean): string {
  const again = isWrong ? '<p>用户名或密码不正确</p>\n' : '';
  return page(
    '统一身份认证',
    `${again}<form method="post" action="login">
<input type="hidden" name="service" value="${escaped(service)}">
<input type="hidden" name="execution" value="e1s1">
<label>用户名 <input name="username"></label>
<label>密码 <input name="password" type="password"></label>
<button type="submit">登录</button>
</form>`,
  );
}

export function signedInPage(sso: Service): string {
  return page(sso.nameZh, `<p>已登录</p>\n<p>${escaped(markOf(sso))}</p>`);
}

/** What is shown with each kind of trouble; `wrong` comes with 200, as such pages do. */
export const troublePages = {
  down: page('503', '<p>服务暂不可用</p>'),
  database: page('500', '<p>数据库连接失败</p>'),
  wrong: page('系统升级', '<p>系统正在升级，请稍后再试</p>'),
  nowhere: page('404', '<p>没有这个页面</p>'),
} as const;
