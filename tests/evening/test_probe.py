import time, socket
from uuid import uuid4
from urllib.parse import urlsplit
from tests.evening.people import Evening, send
def test_a(evening: Evening):
    m=evening.meeting("open")
    p=evening.by("member")
    def t(name,f,n=60):
        f(); a=time.time(); c=time.process_time()
        for _ in range(n): f()
        print(name, round((time.time()-a)/n*1000,1),"ms wall", round((time.process_time()-c)/n*1000,1), "cpu")
    t("post", lambda: p.post(m+"/hand"))
    t("get me", lambda: p.get(m+"/me"))
    t("healthz", lambda: p.get("/healthz"))
    t("get json events", lambda: p.get(m+"/events?after=999"))
    t("ticket", lambda: p.client.post(m+"/ticket"))
    t("404", lambda: p.get("/zzz"))
    t("post bad", lambda: p.client.post(m+"/hand", data={"a":"b"}, headers={"Accept":"application/json"}))
    t("writer", lambda: evening.house.writer.run(lambda db,n: 1))
