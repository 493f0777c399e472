using System.Net;
using System.Text;
using Rialto.Gateways.Site;
using Xunit;

namespace Rialto.Unit.Gateways.Dashboard;

/// <summary>How the dashboard's files are served.</summary>
public sealed class SiteTests
{
    private static readonly SiteFiles Files = SiteFiles.Of(new Dictionary<string, byte[]>
    {
        ["index.html"] = "<!doctype html>"u8.ToArray(),
        ["assets/app-1234.js"] = "export {}"u8.ToArray(),
        ["bridge.svg"] = "<svg/>"u8.ToArray(),
    });

    [Fact]
    public async Task The_page_is_asked_for_each_time_and_sent_only_when_it_has_changed()
    {
        await using var exchange = await RunningExchange.StartAsync(site: Files);
        using var http = new HttpClient { BaseAddress = new Uri(exchange.Gateways.HttpUrl) };
        using var page = await http.GetAsync("/", TestContext.Current.CancellationToken);
        Assert.Equal("<!doctype html>", await page.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        Assert.Equal("text/html; charset=utf-8", page.Content.Headers.ContentType!.ToString());
        Assert.True(page.Headers.CacheControl!.NoCache);

        using var again = new HttpRequestMessage(HttpMethod.Get, "/") { Headers = { IfNoneMatch = { page.Headers.ETag! } } };
        using var same = await http.SendAsync(again, TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.NotModified, same.StatusCode);
    }

    [Fact]
    public async Task What_has_its_hash_in_its_name_is_kept_for_ever()
    {
        await using var exchange = await RunningExchange.StartAsync(site: Files);
        using var http = new HttpClient { BaseAddress = new Uri(exchange.Gateways.HttpUrl) };
        using var request = new HttpRequestMessage(HttpMethod.Head, "/assets/app-1234.js");
        using var script = await http.SendAsync(request, TestContext.Current.CancellationToken);
        Assert.Equal("public, max-age=31536000, immutable", script.Headers.CacheControl!.ToString());
        Assert.Equal(("text/javascript; charset=utf-8", 9), (script.Content.Headers.ContentType!.ToString(), script.Content.Headers.ContentLength));
        Assert.Empty(await script.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken));
    }

    [Theory]
    [InlineData("/")]
    [InlineData("/bridge.svg")]
    [InlineData("/assets/app-1234.js")]
    public async Task Nothing_from_elsewhere_runs_in_the_page_and_no_page_frames_it(string path)
    {
        await using var exchange = await RunningExchange.StartAsync(site: Files);
        using var http = new HttpClient { BaseAddress = new Uri(exchange.Gateways.HttpUrl) };
        using var answer = await http.GetAsync(path, TestContext.Current.CancellationToken);
        var policy = Assert.Single(answer.Headers.GetValues("Content-Security-Policy"));
        foreach (var rule in (string[])["default-src 'none'", "script-src 'self'", "connect-src 'self'", "frame-ancestors 'none'", "base-uri 'none'", "form-action 'none'"])
            Assert.Contains(rule, policy, StringComparison.Ordinal);
        Assert.DoesNotContain("unsafe", policy, StringComparison.Ordinal);
        Assert.Equal("nosniff", Assert.Single(answer.Headers.GetValues("X-Content-Type-Options")));
        Assert.Equal("no-referrer", Assert.Single(answer.Headers.GetValues("Referrer-Policy")));
    }

    [Fact]
    public async Task Other_paths_and_methods_are_the_apis()
    {
        await using var exchange = await RunningExchange.StartAsync(site: Files);
        using var http = new HttpClient { BaseAddress = new Uri(exchange.Gateways.HttpUrl) };
        foreach (var path in (string[])["/assets/app-9999.js", "/assets/", "/index.html", "/assets/../index.html", "/ASSETS/app-1234.js"])
        {
            using var missing = await http.GetAsync(path, TestContext.Current.CancellationToken);
            Assert.True(missing.StatusCode == HttpStatusCode.NotFound || path.Contains("..", StringComparison.Ordinal), path);
        }

        using var content = new StringContent("{}", Encoding.UTF8, "application/json");
        using var post = await http.PostAsync("/", content, TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.NotFound, post.StatusCode);
        using var time = await http.GetAsync("/api/v1/time", TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.OK, time.StatusCode);
    }

    [Fact]
    public async Task A_build_without_a_dashboard_says_so()
    {
        await using var exchange = await RunningExchange.StartAsync();
        using var http = new HttpClient { BaseAddress = new Uri(exchange.Gateways.HttpUrl) };
        using var answer = await http.GetAsync("/", TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
        Assert.Contains("no dashboard", await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }
}
