using System.Globalization;
using System.Text.Json;
using Rialto.Host.Config;
using Rialto.Host.Tools.Client;
using Rialto.Host.Tools.Lanes;

namespace Rialto.Host.Tools.Doctor;

/// <summary>The running exchange of the data folder, over each of its protocols.</summary>
internal static class ExchangeChecks
{
    private const long WorryLag = 100_000;

    public static async Task<IReadOnlyList<Finding>> AllAsync(HostSettings settings, ClientProfile? profile, bool isRunning, CancellationToken cancellationToken)
    {
        if (profile is null)
            return [Finding.Skipped("exchange", "none has run on this folder")];
        if (!isRunning)
            return [Finding.Skipped("exchange", $"not running; it last served at {profile.Url}")];
        var findings = new List<Finding>();
        var connection = Connection.Find(null, null, null, null, settings.DataFolder);
        using var client = new RestClient(connection);
        try
        {
            await RestAsync(client, connection, settings, findings, cancellationToken);
            await SocketAsync(connection, findings, cancellationToken);
            Native(connection, findings);
        }
        catch (ToolException problem)
        {
            findings.Add(Finding.Problem("exchange", problem.Message, $"Process {profile.ProcessId} of client.json runs. If it is not an exchange, it has taken over the number of one that has ended: start 'rialto up'. If it is, look at its log."));
        }

        return findings;
    }

    private static async Task RestAsync(RestClient client, Connection connection, HostSettings settings, List<Finding> findings, CancellationToken cancellationToken)
    {
        var ready = await client.GetAsync("/health/ready", cancellationToken);
        var (sequence, durable) = (ready.Root.Member("sequence"), ready.Root.Member("durable_sequence"));
        findings.Add(ready.IsSuccess
            ? Finding.Ok("exchange", $"ready at {connection.Url.ToString().TrimEnd('/')}, sequence {sequence}")
            : Finding.Problem("exchange", $"{ready.Root.Cell("status")}: {ready.Root.Member("reason") ?? "no reason given"}", "Failed: see docs/runbooks/disk-failure.md. Starting: wait for the replay. Busy: see docs/runbooks/overloaded.md."));
        if (Number(sequence) - Number(durable) > WorryLag)
            findings.Add(Finding.Warning("exchange", $"the disk is {Number(sequence) - Number(durable):N0} commands behind", "It does not keep up; see docs/runbooks/disk-failure.md."));

        var before = DateTimeOffset.UtcNow;
        var time = (await client.GetAsync("/api/v1/time", cancellationToken)).OrThrow().Root;
        var after = DateTimeOffset.UtcNow;
        var theirs = DateTimeOffset.FromUnixTimeMilliseconds(time.GetProperty("milliseconds").GetInt64());
        var skew = theirs < before ? theirs - before : theirs > after ? theirs - after : TimeSpan.Zero;
        findings.Add(Math.Abs(skew.TotalMilliseconds) > settings.Gateways.Auth.AheadMs / 2.0 + 1
            ? Finding.Warning("exchange clock", string.Create(CultureInfo.InvariantCulture, $"{skew.TotalMilliseconds:+0;-0} ms from this machine's"), "Signed requests are refused beyond Auth:WindowMs and Auth:AheadMs; keep both clocks in step.")
            : Finding.Ok("exchange clock", "the same as this machine's"));

        if (connection.Key is null)
        {
            findings.Add(Finding.Skipped("signed request", "client.json has no key"));
            return;
        }

        var orders = await client.SignedAsync(HttpMethod.Get, "/api/v1/orders?limit=1", null, cancellationToken);
        findings.Add(orders.IsSuccess
            ? Finding.Ok("signed request", "the key of client.json works")
            : Finding.Warning("signed request", $"refused: {orders.Root.Cell("detail")}", "'rialto keys list' shows which keys work."));
    }

    private static async Task SocketAsync(Connection connection, List<Finding> findings, CancellationToken cancellationToken)
    {
        try
        {
            await using var stream = await StreamClient.ConnectAsync(connection, isSigned: false, cancellationToken);
            await stream.SendAsync(static json => json.WriteString("op", "ping"), cancellationToken);
            using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            patience.CancelAfter(TimeSpan.FromSeconds(5));
            var answer = await stream.ReadAsync(patience.Token);
            findings.Add(answer is { } bytes && JsonElement.Parse(bytes.Span).Member("type") == "pong"
                ? Finding.Ok("websocket", "answers")
                : Finding.Problem("websocket", "connected, and no answer to a ping", "Look at the exchange's log."));
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            findings.Add(Finding.Problem("websocket", "connected, and no answer to a ping within 5 s", "Look at the exchange's log."));
        }
        catch (ToolException problem)
        {
            findings.Add(Finding.Problem("websocket", problem.Message, "REST answers, so look for a proxy in between, or at Streams:MaxConnections."));
        }
    }

    private static void Native(Connection connection, List<Finding> findings)
    {
        if (connection.Native is null || connection.Key is null)
        {
            findings.Add(Finding.Skipped("native", connection.Native is null ? "switched off" : "client.json has no key to log on with"));
            return;
        }

        try
        {
            using var lane = NativeLane.Open(connection, cancelOnDisconnect: false);
            lane.Finish();
            findings.Add(Finding.Ok("native", $"logged on at {connection.Native}"));
        }
        catch (ToolException problem)
        {
            findings.Add(Finding.Problem("native", problem.Message, "REST answers, so look at Native:Address, Native:Port and Native:MaxConnections."));
        }
    }

    private static long Number(string? text) => long.TryParse(text, CultureInfo.InvariantCulture, out var number) ? number : 0;
}
