import type { AddressInfo } from 'node:net';
import {
  Controller,
  Get,
  Header,
  HttpCode,
  Res,
  StreamableFile,
  type INestApplication,
} from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import type { NestExpressApplication } from '@nestjs/platform-express';
import { Module } from '@nestjs/common';
import { Public } from 'nestjs-zero-trust';
import { describe, expect, it } from 'vitest';
import { startGuardedApp } from './support/guarded-app.js';
import { exchange } from './support/raw-client.js';

interface ExpressResponse {
  json: (body: unknown) => unknown;
}

class Money {
  constructor(private readonly cents: number) {}
  toJSON(): object {
    return { cents: this.cents };
  }
}

@Controller('answers')
@Public('only the way of answering is tested')
class AnswersController {
  @Get('object') object(): object {
    return {
      text: 'Grüße, 世界 😀',
      nested: { list: [1, 2.5, null, true], at: new Date(0), money: new Money(5) },
    };
  }
  @Get('array') array(): object {
    return [{ a: 1 }, 'b'];
  }
  @Get('empty') empty(): object {
    return {};
  }
  @Get('created') @HttpCode(201) created(): object {
    return { id: 1 };
  }
  @Get('no-content') @HttpCode(204) noContent(): object {
    return { dropped: true };
  }
  @Get('teapot') @HttpCode(418) teapot(): object {
    return { short: 'and stout' };
  }
  @Get('typed') @Header('content-type', 'application/vnd.api+json') typed(): object {
    return { data: [] };
  }
  @Get('tagged') @Header('etag', '"mine"') tagged(): object {
    return { tag: 'mine' };
  }
  @Get('buffer') buffer(): object {
    return Buffer.from('bytes');
  }
  @Get('file') file(): StreamableFile {
    return new StreamableFile(Buffer.from('a file'));
  }
  @Get('text') text(): string {
    return 'text';
  }
  @Get('number') number(): number {
    return 7;
  }
  @Get('nothing') nothing(): undefined {
    return undefined;
  }
  @Get('unwritable') unwritable(): object {
    return { toJSON: () => undefined };
  }
  @Get('replaced') replaced(@Res({ passthrough: true }) response: ExpressResponse): object {
    const json = response.json.bind(response);
    response.json = (body) => json({ wrapped: body });
    return { inner: 1 };
  }
}

@Module({ controllers: [AnswersController] })
class BareModule {}

type Configure = (app: INestApplication) => void;

async function startBare(configure: Configure): Promise<INestApplication> {
  const app = await NestFactory.create<NestExpressApplication>(BareModule, { logger: false });
  configure(app);
  await app.listen(0, '127.0.0.1');
  return app;
}

/** The same request to a bare application and to a guarded one; whole answers but for the date. */
async function answersOf(
  request: readonly string[],
  configure: Configure = () => undefined,
): Promise<[bare: string, guarded: string]> {
  const bare = await startBare(configure);
  await using guarded = await startGuardedApp({ controllers: [AnswersController], configure });
  const { port } = bare.getHttpServer().address() as AddressInfo;
  const send = async (url: string): Promise<string> => {
    const lines = [...request, 'Host: x', 'Connection: close', '', ''];
    const { received } = await exchange(url, ...lines);
    return received.replace(/^Date: .*\r\n/m, '');
  };
  const answers: [string, string] = [await send(`http://127.0.0.1:${port}`), await send(guarded.url)];
  await bare.close();
  return answers;
}

const PATHS = Object.getOwnPropertyNames(AnswersController.prototype)
  .filter((name) => name !== 'constructor')
  .map((name) => name.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`));

describe('what a handler returns leaves Express byte for byte as without the module', () => {
  it.each(PATHS)('%s', async (path) => {
    const [bare, guarded] = await answersOf([`GET /answers/${path} HTTP/1.1`]);
    expect(bare).toMatch(/^HTTP\/1\.1 \d{3} /);
    expect(guarded).toBe(bare);
  });

  it('to HEAD', async () => {
    const [bare, guarded] = await answersOf(['HEAD /answers/object HTTP/1.1']);
    expect(guarded).toBe(bare);
  });

  it('to a conditional request, with 304', async () => {
    const [full] = await answersOf(['GET /answers/object HTTP/1.1']);
    const tag = /^ETag: (.*)\r$/m.exec(full)?.[1];
    const [bare, guarded] = await answersOf(['GET /answers/object HTTP/1.1', `If-None-Match: ${tag}`]);
    expect(bare).toMatch(/^HTTP\/1\.1 304 /);
    expect(guarded).toBe(bare);
  });

  it.each([
    ['json spaces', 2],
    ['json escape', true],
    ['json replacer', (_key: string, value: unknown) => (value === 1 ? 'one' : value)],
    ['etag', false],
    ['etag', 'strong'],
  ])('with the setting %s', async (name, value) => {
    const set: Configure = (app) => void (app as NestExpressApplication).set(name, value);
    const [bare, guarded] = await answersOf(['GET /answers/array HTTP/1.1'], set);
    expect(guarded).toBe(bare);
  });
});
