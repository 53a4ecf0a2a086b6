import { describe, expect, it } from "@jest/globals";
import { imagesInScript } from "../../../src/discover/scripts/script.ts";
import { cpuTime } from "../../cpu-time.ts";

const HEX = "ab12".repeat(16);

function shown(text: string): string[] {
  return imagesInScript(text).map(({ kind, repository, line }) =>
    [kind, ...(repository === undefined ? [] : [repository]), ...(line === undefined ? [] : [`line ${line}`])].join(
      " ",
    ),
  );
}

describe("an image that a command starts or pulls is shown", () => {
  const web = "command docker.io/library/web";
  it.each([
    ["docker run web"],
    ["docker run -d web:1 --option nginx"],
    ["docker run -dit --rm --name a -p 80:80 -v /a:/b --env-file f --network=host web"],
    ["docker run -p80:80 -eA=b -itv /a:/b web"],
    ["docker run -dp 80:80 web"],
    ["docker run -a stdout web"],
    ["docker run -e A='b c' -e \"D=e f\" web"],
    ['docker run -e "A=$(cat /etc/a)" -v $(pwd):/x -v `pwd`:/y -u ${UID}:$GID web'],
    ["docker run -- web"],
    ["docker --context a -H tcp://b:1 run web"],
    ["docker -D container create web"],
    ["docker pull -a web"],
    ["docker image pull --platform linux/arm64 -q web"],
    ["docker service create --replicas 2 --with-registry-auth web sh -c 'x'"],
    ["docker service update --image web:2 service"],
    ["docker plugin install --grant-all-permissions web"],
    ["sudo -E /usr/bin/docker run web"],
    ["if ! docker run web; then exit 1; fi"],
    ["A=b docker run web >/dev/null 2>&1"],
    ["docker run web>/log"],
    ["docker run web&"],
    ["true&&docker run web||false"],
    ["ExecStart=-/usr/bin/docker run web"],
    ["bash -c 'docker run web'"],
    ['ssh host "sudo sh -c \\"docker run web\\""'],
    ["ID=$(docker run -d web)"],
    ["echo `docker run -d web`"],
    ["docker.exe run web"],
    ["podman run --replace --tls-verify=false web"],
    ["podman pull docker://web"],
    ["podman pod create --infra-image web"],
    ["nerdctl -n k8s.io run web"],
    ["ctr -n k8s.io images pull docker.io/library/web:1"],
    ["ctr run --rm -t --net-host docker.io/library/web:1 id sh"],
    ["crictl pull web"],
    ["buildah from --name a web"],
    ["skopeo copy docker://web dir:/x"],
    ["kubectl run a --image web"],
    ["kubectl -n a create deployment a --image=web --replicas 2"],
    ["kubectl set image deployment/a -n b a=web:2"],
    ["k3s kubectl run a --image=web"],
    ["gcloud run deploy a --image web --region b"],
    ["az container create -g a --image web"],
    ["- docker run web"],
    ["docker run \\\n  --name a \\\n  web"],
    ["docker run `\r\n  --name a `\r\n  web"],
    ["docker run ^\n  web"],
  ])("%s", (text) => {
    expect(shown(text).map((line) => line.replace(/ line \d+$/, ""))).toEqual([web]);
  });

  it("with the line where the command begins", () => {
    expect(shown("#!/bin/sh\n\n# docker run a\ndocker \\\n run b\necho \"it's\ndocker run c\n")).toEqual([
      "command docker.io/library/b line 4",
      "command docker.io/library/c line 7",
    ]);
  });

  it("also among more tools than are looked at: that there are more is shown", () => {
    expect(shown(`${"docker x ".repeat(150)} docker run web`)).toEqual(["hidden"]);
    expect(shown(`${"docker x ".repeat(50)} docker run web`)).toEqual(["command docker.io/library/web"]);
  });

  it("in a here-document, as any other line", () => {
    expect(shown("cat > /run.sh <<'EOF'\nit's\ndocker run web\nEOF\n")).toEqual([
      "command docker.io/library/web line 3",
    ]);
  });
});

describe("a command that starts what the script does not name is shown as such", () => {
  it.each([
    ["docker run $IMAGE"],
    ["docker run -d ${REGISTRY}/web:1"],
    ['docker pull "$IMAGE"'],
    ["docker run $(image)"],
    ["docker run {{ image }}"],
    ["docker run web:$TAG"],
    ["docker run Not_An_Image!"],
    ["docker run"],
    ["docker compose up -d"],
    ["docker compose -f a.yaml --profile b up"],
    ["docker-compose -f a.yaml pull"],
    ["docker stack deploy -c a.yaml b"],
    ["podman kube play a.yaml"],
    ["kubectl apply -f https://a.example/b.yaml"],
    ["kubectl --kubeconfig a apply --server-side -k b"],
    ["kubectl create -f -"],
    ["helm upgrade --install a b"],
    ["helm --kubeconfig c install a b"],
    ["crictl run a.json b.json"],
    ["kubectl set image deployment/a a=$IMAGE"],
  ])("%s", (text) => {
    expect(shown(text)).toEqual(["hidden"]);
  });
});

describe("a word that can only be a reference is shown wherever it stands", () => {
  it.each([
    ["IMAGE=ghcr.io/a/b:1"],
    ["export IMAGE='ghcr.io/a/b:1'"],
    [`run ghcr.io/a/b@sha256:${HEX}, please`],
    ['{"image":"ghcr.io/a/b"}'],
    ["    image: ghcr.io/a/b"],
    ['  - image: "ghcr.io/a/b" # the web'],
    ["run --image=ghcr.io/a/b:1"],
  ])("%s", (text) => {
    expect(shown(text)).toEqual(["reference ghcr.io/a/b"]);
  });
});

describe("nothing is shown of", () => {
  it.each([
    ["apt-get install -y docker docker-compose podman"],
    ["systemctl enable --now docker"],
    ["docker ps -a"],
    ["docker login -u a registry.example"],
    ["docker build -t ghcr.io/a/b ."],
    ["docker logs run"],
    ["curl https://get.docker.com | sh"],
    ["# docker run web"],
    ["true # docker run web"],
    ["docker exec web run"],
    ["kubectl get pods -f x"],
    ["kubectl create namespace a"],
    ["helm repo add a https://b"],
    ["yum install https://rpm.example/a:1"],
    ["image=$1"],
    ["image:"],
    [""],
  ])("%s", (text) => {
    expect(shown(text)).toEqual([]);
  });
});

describe("hostile scripts cost bounded time", () => {
  const times = 1024 * 1024;
  it.each([
    ["$("],
    ["$(("],
    ["("],
    ["`"],
    ["'"],
    ['"'],
    ["\\"],
    ['\\"'],
    ["${"],
    ["{{"],
    ["<"],
    ["a."],
    ["a/"],
    ["image:"],
    ["docker run "],
    ["docker -H "],
    ["docker run -e docker -e "],
    ["kubectl set image "],
    ["kubectl run --image "],
    ["kubectl apply "],
    ["docker run web\n"],
    ["\\\n"],
    [" `\n"],
    ['"$(x" '],
    ["'a b'"],
    ["=".repeat(7)],
    [" -"],
    ["docker:"],
  ])("%j again and again", (piece) => {
    const begin = cpuTime();
    shown(piece.repeat(times / piece.length));
    shown(`$(`.repeat(100_000) + `)`.repeat(50_000));
    expect(cpuTime() - begin).toBeLessThan(4000);
  });
});
