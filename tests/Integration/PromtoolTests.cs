using System.ComponentModel;
using System.Diagnostics;
using Xunit;

namespace Rialto.Integration;

/// <summary>What Prometheus' own checker says of the metrics page. It comes with the package prometheus; the test skips where it is not installed.</summary>
public sealed class PromtoolTests
{
    /// <summary>Names in use that the conventions would spell otherwise.</summary>
    private static readonly string[] Unconventional = ["cpu_usage_percent", "rialto_snapshot_nanoseconds_total"];

    [Fact]
    public async Task The_metrics_page_is_what_promtool_expects()
    {
        using var folder = new TemporaryFolder();
        await using var exchange = await RunningExchange.StartAsync(folder.Path);
        foreach (var (name, side) in ((string, string)[])[("m1", "buy"), ("m2", "sell")])
            (await exchange.SignedAsync(HttpMethod.Post, "/api/v1/orders", $$"""{"symbol":"AAPL","side":"{{side}}","price":"150.00","quantity":"5","client_order_id":"{{name}}"}""")).OrThrow();
        using var http = new HttpClient();
        var page = await http.GetStringAsync(new Uri(exchange.Connection.Url, "/metrics"));

        var (exitCode, complaints) = await CheckAsync(page);

        // 3: it can be read, and something is not as the conventions have it.
        Assert.True(exitCode is 0 or 3, complaints);
        var others = complaints.Split('\n', StringSplitOptions.RemoveEmptyEntries).Where(line => !Unconventional.Any(name => line.StartsWith(name + " ", StringComparison.Ordinal)));
        Assert.Equal([], others);
        foreach (var name in (string[])["order_submission_latency", "order_cancellation_latency", "api_request_latency", "matching_latency", "disk_write_latency"])
        {
            foreach (var quantile in (string[])["0.5", "0.95", "0.99", "0.999"])
                Assert.Contains($"\n{name}{{quantile=\"{quantile}\"}} ", page, StringComparison.Ordinal);
        }

        foreach (var name in (string[])["order_submission_seconds", "order_cancellation_seconds", "api_request_seconds", "matching_seconds", "disk_write_seconds"])
            Assert.Contains($"\n{name}_bucket{{le=\"0.001\"}} ", page, StringComparison.Ordinal);
    }

    /// <summary>What promtool says of a page; the test skips where it is not installed.</summary>
    internal static async Task<(int ExitCode, string Complaints)> CheckAsync(string page)
    {
        var start = new ProcessStartInfo("promtool", ["check", "metrics"]) { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true };
        Process? promtool = null;
        try
        {
            promtool = Process.Start(start);
        }
        catch (Win32Exception)
        {
            // Said below: it is not there.
        }

        Assert.SkipWhen(promtool is null, "promtool is not installed (Debian: apt-get install prometheus).");
        using (promtool)
        {
            var (output, errors) = (promtool!.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken), promtool.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken));
            await promtool.StandardInput.WriteAsync(page);
            promtool.StandardInput.Close();
            await promtool.WaitForExitAsync(TestContext.Current.CancellationToken);
            return (promtool.ExitCode, await output + await errors);
        }
    }
}
