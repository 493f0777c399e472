using System.Text.Json;
using Rialto.Gateways;
using Rialto.Host.Alerting;
using Xunit;

namespace Rialto.Integration.Alerting;

public class AlertFormatTests
{
    private static readonly Alert Full = new("disk_full", AlertSeverity.Critical, new DateTime(2026, 11, 22, 12, 0, 0, DateTimeKind.Utc), "No room <left> & none to come.");
    private static readonly Uri Address = new("https://hooks.example/T0/B0/secret");

    [Fact]
    public async Task Slack_gets_a_text_that_no_venue_can_turn_into_a_link()
    {
        var (request, body) = await SentAsync(new SlackFormat(Address), AlertTurn.Begun);
        Assert.Equal((HttpMethod.Post, Address, "application/json"), (request.Method, request.RequestUri, request.Content!.Headers.ContentType!.MediaType));
        Assert.Equal(":rotating_light: disk_full: No room &lt;left&gt; &amp; none to come.", body.GetProperty("text").GetString());
        Assert.Equal("critical at desk-1/exchange, since 2026-11-22T12:00:00Z", body.GetProperty("blocks")[1].GetProperty("elements")[0].GetProperty("text").GetString());
        Assert.StartsWith(":white_check_mark: disk_full is over", (await SentAsync(new SlackFormat(Address), AlertTurn.Over)).Body.GetProperty("text").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task PagerDuty_opens_and_resolves_one_incident()
    {
        var format = new PagerDutyFormat(PagerDutyFormat.Address, "R0UT1NG");
        var (request, begun) = await SentAsync(format, AlertTurn.Begun);
        var over = (await SentAsync(format, AlertTurn.Over)).Body;
        Assert.Equal("https://events.pagerduty.com/v2/enqueue", request.RequestUri!.AbsoluteUri);
        Assert.Equal(("trigger", "resolve"), (begun.GetProperty("event_action").GetString(), over.GetProperty("event_action").GetString()));
        Assert.Equal(begun.GetProperty("dedup_key").GetString(), over.GetProperty("dedup_key").GetString());
        Assert.Equal("R0UT1NG", over.GetProperty("routing_key").GetString());
        var payload = begun.GetProperty("payload");
        Assert.Equal(("critical", "desk-1/exchange", "2026-11-22T12:00:00.000Z"), (payload.GetProperty("severity").GetString(), payload.GetProperty("source").GetString(), payload.GetProperty("timestamp").GetString()));
    }

    [Fact]
    public async Task Opsgenie_opens_and_closes_one_alert_of_an_alias()
    {
        var format = new OpsgenieFormat(OpsgenieFormat.Address, "k3y");
        var (request, begun) = await SentAsync(format, AlertTurn.Begun);
        var (closing, _) = await SentAsync(format, AlertTurn.Over);
        Assert.Equal(("GenieKey k3y", "rialto/desk-1/exchange/disk_full", "P1"), (request.Headers.GetValues("Authorization").Single(), begun.GetProperty("alias").GetString(), begun.GetProperty("priority").GetString()));
        Assert.Equal("https://api.opsgenie.com/v2/alerts/rialto%2Fdesk-1%2Fexchange%2Fdisk_full/close?identifierType=alias", closing.RequestUri!.AbsoluteUri);
    }

    [Fact]
    public async Task Long_texts_are_cut_where_a_service_would_refuse_them_and_never_inside_a_character()
    {
        var alert = Full with { Text = string.Concat(Enumerable.Repeat("\U0001F6A8", 4_000)) };
        Assert.True((await SentAsync(new OpsgenieFormat(OpsgenieFormat.Address, "k"), AlertTurn.Begun, alert)).Body.GetProperty("message").GetString()!.Length <= 130);
        Assert.True((await SentAsync(new PagerDutyFormat(PagerDutyFormat.Address, "k"), AlertTurn.Begun, alert)).Body.GetProperty("payload").GetProperty("summary").GetString()!.Length <= 1_024);
        var text = (await SentAsync(new SlackFormat(Address), AlertTurn.Begun, alert)).Body.GetProperty("text").GetString()!;
        Assert.True(text.Length < 3_000);
        Assert.DoesNotContain('\uFFFD', text);
    }

    [Fact]
    public async Task Our_own_words_say_everything()
    {
        var (request, body) = await SentAsync(new WebhookFormat(Address, "t0ken"), AlertTurn.Was);
        Assert.Equal("Bearer t0ken", request.Headers.GetValues("Authorization").Single());
        Assert.Equal(
            """{"key":"rialto/desk-1/exchange/disk_full","source":"desk-1/exchange","name":"disk_full","severity":"critical","state":"was","text":"No room <left> & none to come.","since":"2026-11-22T12:00:00.000Z","time":"2026-11-22T12:00:05.000Z","others":3}""",
            body.GetRawText());
    }

    private static async Task<(HttpRequestMessage Request, JsonElement Body)> SentAsync(IAlertFormat format, AlertTurn turn, Alert? alert = null)
    {
        var request = format.RequestOf(new AlertMessage(alert ?? Full, turn, "desk-1/exchange", Full.Since.AddSeconds(5), turn == AlertTurn.Was ? 3 : 0));
        return (request, JsonDocument.Parse(await request.Content!.ReadAsByteArrayAsync(TestContext.Current.CancellationToken)).RootElement);
    }
}
