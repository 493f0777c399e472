using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using Microsoft.Extensions.Logging.Abstractions;
using Rialto.Gateways;
using Rialto.Host.Alerting;
using Rialto.Host.Config;
using Rialto.Unit.Adapters.Connections;
using Xunit;

namespace Rialto.Integration.Alerting;

public class AlertDeliveryTests
{
    [Fact]
    public void A_service_that_cannot_be_reached_is_told_when_it_can() => VirtualTime.Run(async time =>
    {
        var alerts = new Alerts(time);
        using var service = new Service(time);
        service.Answers.Enqueue(() => throw new HttpRequestException("no route"));
        service.Answers.Enqueue(() => throw new IOException("reset"));
        service.Answers.Enqueue(() => new HttpResponseMessage(HttpStatusCode.BadGateway));
        service.Answers.Enqueue(() => new HttpResponseMessage(HttpStatusCode.TooManyRequests) { Headers = { RetryAfter = new RetryConditionHeaderValue(TimeSpan.FromMinutes(7)) } });
        await using var delivery = Open(alerts, service, time);
        alerts.Raise("disk_full", AlertSeverity.Critical, "full");
        await Task.Delay(TimeSpan.FromMinutes(20), time);
        alerts.Clear("disk_full");
        await Task.Delay(TimeSpan.FromMinutes(1), time);

        Assert.Equal(["begun", "begun", "begun", "begun", "begun", "over"], service.States);
        var waits = service.Times.Zip(service.Times.Skip(1), static (before, after) => (after - before).TotalSeconds).ToList();
        Assert.InRange(waits[0], 0.1, 3);
        Assert.InRange(waits[3], 419.9, 421);
        Assert.Equal(2, Metric(delivery, "delivered"));
        Assert.Equal(4, Metric(delivery, "failed"));
    });

    [Fact]
    public void A_message_that_a_service_cannot_take_holds_up_no_other() => VirtualTime.Run(async time =>
    {
        var alerts = new Alerts(time);
        using var service = new Service(time) { Breaks = "poison" };
        await using var delivery = Open(alerts, service, time);
        alerts.Raise("poison", AlertSeverity.Critical, "cannot be taken");
        alerts.Raise("disk_slow", AlertSeverity.Warning, "slow");
        await Task.Delay(TimeSpan.FromMinutes(5), time);
        Assert.Equal(1, Metric(delivery, "delivered"));
        service.Breaks = "";
        await Task.Delay(TimeSpan.FromMinutes(3), time);
        Assert.Equal(2, Metric(delivery, "delivered"));
    });

    [Fact]
    public void A_service_that_wants_to_be_asked_at_once_is_asked_after_a_second() => VirtualTime.Run(async time =>
    {
        var alerts = new Alerts(time);
        using var service = new Service(time);
        for (var i = 0; i < 3; i++)
            service.Answers.Enqueue(static () => new HttpResponseMessage(HttpStatusCode.ServiceUnavailable) { Headers = { RetryAfter = new RetryConditionHeaderValue(TimeSpan.Zero) } });
        await using var delivery = Open(alerts, service, time);
        alerts.Raise("a", AlertSeverity.Warning, "a");
        await Task.Delay(TimeSpan.FromMinutes(1), time);
        Assert.Equal(4, service.Times.Count);
        Assert.All(service.Times.Zip(service.Times.Skip(1)), static pair => Assert.True((pair.Second - pair.First).TotalSeconds >= 1));
    });

    [Fact]
    public void A_message_that_is_refused_is_given_up_and_the_next_goes_its_way() => VirtualTime.Run(async time =>
    {
        var alerts = new Alerts(time);
        using var service = new Service(time);
        service.Answers.Enqueue(static () => new HttpResponseMessage(HttpStatusCode.NotFound));
        await using var delivery = Open(alerts, service, time);
        alerts.Raise("a", AlertSeverity.Warning, "a");
        await Task.Delay(TimeSpan.FromMinutes(1), time);
        alerts.Raise("b", AlertSeverity.Warning, "b");
        await Task.Delay(TimeSpan.FromMinutes(1), time);
        Assert.Equal(2, service.States.Count);
        Assert.Equal((1, 1), (Metric(delivery, "refused"), Metric(delivery, "delivered")));
    });

    [Fact]
    public void What_was_wrong_before_the_channels_opened_is_told_and_so_is_what_only_happens() => VirtualTime.Run(async time =>
    {
        var alerts = new Alerts(time);
        alerts.Raise("early", AlertSeverity.Warning, "was there");
        using var service = new Service(time);
        await using var delivery = Open(alerts, service, time);
        alerts.Tell("strategy_started", AlertSeverity.Warning, "maker-1");
        await Task.Delay(TimeSpan.FromMinutes(1), time);
        Assert.Equal(["begun", "was"], service.States.Order());
    });

    [Fact]
    public void A_service_that_never_answers_holds_an_end_up_for_five_seconds() => VirtualTime.Run(async time =>
    {
        var alerts = new Alerts(time);
        using var service = new Service(time) { Hangs = true };
        var delivery = Open(alerts, service, time);
        alerts.Raise("a", AlertSeverity.Warning, "a");
        await Task.Delay(TimeSpan.FromSeconds(1), time);
        var before = time.Now;
        await delivery.DisposeAsync();
        Assert.Equal(5, (time.Now - before).TotalSeconds, 0.1);
    });

    [Fact]
    public async Task A_key_and_an_address_show_nowhere()
    {
        using var folder = new TemporaryFolder();
        var file = Path.Combine(folder.Path, "rialto.json");
        await File.WriteAllTextAsync(
            file,
            """{ "Alerts": { "Channels": { "ops": { "Service": "pagerduty", "Key": "s3cret-key" }, "chat": { "Service": "slack", "Url": "https://hooks.example/s3cret" }, "bad": { "Url": "http://example.com/s3cret" } } } }""",
            TestContext.Current.CancellationToken);
        var shown = await RialtoProcess.RunAsync("show-config", "--config", file);
        Assert.Equal(2, shown.ExitCode);
        Assert.Contains("Alerts:Channels:bad:Url", shown.Errors, StringComparison.Ordinal);
        Assert.DoesNotContain("s3cret", shown.Output + shown.Errors, StringComparison.Ordinal);

        await File.WriteAllTextAsync(
            file,
            """{ "Alerts": { "Channels": { "ops": { "Service": "pagerduty", "Key": "s3cret-key" }, "chat": { "Service": "slack", "Url": "https://hooks.example/s3cret" } } } }""",
            TestContext.Current.CancellationToken);
        shown = await RialtoProcess.RunAsync("show-config", "--config", file);
        Assert.Equal(0, shown.ExitCode);
        Assert.Contains("(hidden)", shown.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("s3cret", shown.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_way_to_every_channel_can_be_tested()
    {
        await using var near = await LoopbackService.StartAsync();
        using var folder = new TemporaryFolder();
        var file = Path.Combine(folder.Path, "rialto.json");
        await File.WriteAllTextAsync(
            file, $$"""{ "Alerts": { "Source": "desk-1", "Channels": { "good": { "Url": "{{near.Url}}/take" }, "wrong": { "Url": "{{near.Url}}/refuse" } } } }""", TestContext.Current.CancellationToken);
        var done = await RialtoProcess.RunAsync("alerts", "test", "--config", file, "--json");
        Assert.Equal(4, done.ExitCode);
        Assert.Contains("""{"channel":"good","outcome":"delivered"}""", done.Output, StringComparison.Ordinal);
        Assert.Contains("""{"channel":"wrong","outcome":"refused"}""", done.Output, StringComparison.Ordinal);
        var body = Assert.Single(near.Taken);
        Assert.Equal(("alert_test", "desk-1/test"), (body.GetProperty("name").GetString(), body.GetProperty("source").GetString()));
    }

    private static AlertDelivery Open(Alerts alerts, Service service, VirtualTime time) => new(
        new AlertSettings("desk-1", 10, [new AlertChannelSettings("ops", new WebhookFormat(new Uri("https://example/x"), null), AlertSeverity.Warning)]),
        "exchange", alerts, NullLoggerFactory.Instance, time, service);

    private static int Metric(AlertDelivery delivery, string outcome)
    {
        var text = new PrometheusText();
        delivery.Write(text);
        var line = text.ToString().Split('\n').Single(line => line.Contains($"outcome=\"{outcome}\"", StringComparison.Ordinal));
        return int.Parse(line[(line.LastIndexOf(' ') + 1)..], System.Globalization.CultureInfo.InvariantCulture);
    }

    /// <summary>A service that answers as told, and well when nothing is left to be told.</summary>
    private sealed class Service(VirtualTime time) : HttpMessageHandler
    {
        public Queue<Func<HttpResponseMessage>> Answers { get; } = new();

        public List<string> States { get; } = [];

        public List<TimeSpan> Times { get; } = [];

        public bool Hangs { get; init; }

        /// <summary>Name of an alert that it answers with 500.</summary>
        public string Breaks { get; set; } = "";

        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            using var body = JsonDocument.Parse(await request.Content!.ReadAsByteArrayAsync(cancellationToken));
            States.Add(body.RootElement.GetProperty("state").GetString()!);
            Times.Add(time.Now);
            if (body.RootElement.GetProperty("name").GetString() == Breaks)
                return new HttpResponseMessage(HttpStatusCode.InternalServerError);
            if (Hangs)
                await Task.Delay(Timeout.InfiniteTimeSpan, time, cancellationToken);
            return Answers.TryDequeue(out var answer) ? answer() : new HttpResponseMessage(HttpStatusCode.OK);
        }
    }
}
