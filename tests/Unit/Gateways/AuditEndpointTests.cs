using System.Text;
using Rialto.Gateways.Audit;
using Rialto.Gateways.Auth;
using Rialto.Model.Orders;
using Xunit;

namespace Rialto.Unit.Gateways;

/// <summary>Who may ask what, and how answers and refusals look; what the answers say is tested with the back office.</summary>
public sealed class AuditEndpointTests : IAsyncLifetime, IDisposable
{
    private readonly Recorded _audit = new();
    private RunningExchange _exchange = null!;
    private RestClient _alice = null!;
    private RestClient _officer = null!;

    public async ValueTask InitializeAsync()
    {
        _exchange = await RunningExchange.StartAsync(audit: _audit);
        _alice = _exchange.Rest();
        _officer = _exchange.Rest("officer", Permissions.Audit);
    }

    public async ValueTask DisposeAsync()
    {
        await _exchange.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    public void Dispose()
    {
        _alice.Dispose();
        _officer.Dispose();
    }

    [Fact]
    public async Task Compliance_asks_about_everybody_and_an_owner_about_itself()
    {
        Assert.Equal(200, (await _officer.GetAsync("/api/v1/audit/orders/17/history")).Status);
        Assert.Equal("order 17 for all", _audit.Asked);
        Assert.Equal(200, (await _alice.GetAsync("/api/v1/audit/orders/17/history")).Status);
        Assert.Equal("order 17 for 1", _audit.Asked);
        Assert.Equal("yes", (await _officer.GetAsync("/api/v1/audit/trades/5"))["answered"]);
        Assert.Equal("trade 5 for all", _audit.Asked);
        Assert.Equal(200, (await _alice.GetAsync("/api/v1/audit/users/alice/activity?start=2026-11-21T04:10:52Z&end=2026-11-21T05:00:00.000000001Z&limit=7&cursor=99")).Status);
        Assert.Equal("activity of 1 from 2026-11-21T04:10:52.000000000Z to 2026-11-21T05:00:00.000000001Z, 7 after 99 for 1", _audit.Asked);
        Assert.Equal(200, (await _officer.GetAsync("/api/v1/audit/users/1/activity")).Status);
    }

    [Theory]
    [InlineData("/api/v1/audit/users/officer/activity", 403, "Forbidden")]
    [InlineData("/api/v1/audit/users/nobody/activity", 404, "UnknownOwner")]
    [InlineData("/api/v1/audit/orders/x/history", 400, "MalformedRequest")]
    [InlineData("/api/v1/audit/trades/0", 400, "MalformedRequest")]
    [InlineData("/api/v1/audit/users/alice/activity?start=yesterday", 400, "MalformedRequest")]
    [InlineData("/api/v1/audit/users/alice/activity?limit=1001", 400, "MalformedRequest")]
    [InlineData("/api/v1/audit/users/alice/activity?cursor=-1", 400, "MalformedRequest")]
    public async Task What_may_not_be_asked_is_refused_and_not_asked(string path, int status, string code)
    {
        var answer = await _alice.GetAsync(path);

        Assert.Equal((status, code), (answer.Status, answer["code"]));
        Assert.Equal("application/problem+json", answer.ContentType);
        Assert.Empty(_audit.Asked);
    }

    [Fact]
    public async Task A_key_that_may_only_trade_and_one_without_signature_may_not_ask()
    {
        using var trader = _exchange.Rest("bob", Permissions.Trade);
        using var nobody = _exchange.Anonymous();

        Assert.Equal(403, (await trader.GetAsync("/api/v1/audit/orders/1/history")).Status);
        Assert.Equal(401, (await nobody.GetAsync("/api/v1/audit/orders/1/history")).Status);
        Assert.Equal(403, (await _officer.GetAsync("/api/v1/orders")).Status);
    }

    [Theory]
    [InlineData(AuditOutcome.NotFound, 404)]
    [InlineData(AuditOutcome.Busy, 503)]
    [InlineData(AuditOutcome.TooMuch, 503)]
    public async Task No_answer_is_a_problem_with_a_reason(AuditOutcome outcome, int status)
    {
        _audit.Answer = new AuditAnswer(outcome, default, outcome == AuditOutcome.TooMuch ? "too much" : "");

        var answer = await _officer.GetAsync("/api/v1/audit/trades/5");

        Assert.Equal(status, answer.Status);
        Assert.NotEmpty(answer["detail"]!);
        Assert.Equal(outcome == AuditOutcome.Busy ? "1000" : null, answer["retry_after_ms"]);
    }

    private sealed class Recorded : IAuditQueries
    {
        public string Asked { get; private set; } = "";

        public AuditAnswer Answer { get; set; } = new(AuditOutcome.Found, Encoding.UTF8.GetBytes("{\"answered\":\"yes\"}"));

        public Task<AuditAnswer> OrderAsync(OrderId order, OwnerId? viewer, CancellationToken cancellationToken) => Say($"order {order}", viewer);

        public Task<AuditAnswer> TradeAsync(TradeId trade, OwnerId? viewer, CancellationToken cancellationToken) => Say($"trade {trade}", viewer);

        public Task<AuditAnswer> ActivityAsync(ActivityQuestion question, OwnerId? viewer, CancellationToken cancellationToken) =>
            Say($"activity of {question.Owner} from {question.Start} to {question.End}, {question.Limit} after {question.After}", viewer);

        private Task<AuditAnswer> Say(string asked, OwnerId? viewer)
        {
            Asked = $"{asked} for {(viewer is { } owner ? owner.ToString() : "all")}";
            return Task.FromResult(Answer);
        }
    }
}
