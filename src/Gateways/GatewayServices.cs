using Rialto.Gateways.Audit;
using Rialto.Gateways.Auth;
using Rialto.Gateways.Compliance;
using Rialto.Gateways.Faults;
using Rialto.Gateways.Orders;
using Rialto.Gateways.Rest;
using Rialto.Gateways.Site;
using Rialto.Gateways.Streams;
using Rialto.Gateways.Views;
using Rialto.Model.Units;

namespace Rialto.Gateways;

/// <summary>What every session works with; one per process.</summary>
internal sealed record GatewayServices(
    GatewayOptions Options,
    Readiness Readiness,
    Intake Intake,
    PendingCommands Pending,
    FanOut FanOut,
    ExchangeViews Views,
    StreamHub Hub,
    StreamRegistry Registry,
    KeyStore Keys,
    Authenticator Authenticator,
    Sessions Sessions,
    RestSessions RestSessions,
    GatewayMetrics Metrics,
    IReadOnlyList<IMetricsSource> MetricsSources,
    Func<long> DurableSequence,
    TimeProvider Clock,
    IAuditQueries? Audit = null)
{
    /// <summary>Applications and cases; null where this exchange has no desk.</summary>
    public ComplianceServices? Compliance { get; init; }

    /// <summary>What injects faults at the doors; null: nothing does.</summary>
    public FaultMode? Faults { get; init; }

    /// <summary>Room for long bodies.</summary>
    public LongBodies LongBodies { get; } = new(Options.Http);

    /// <summary>Where changes of verification wait for each other.</summary>
    public ComplianceGate ComplianceGate { get; } = new();

    /// <summary>The dashboard's files.</summary>
    public SiteFiles Site { get; init; } = SiteFiles.None;

    /// <summary>Now, for messages that no exchange event times.</summary>
    public Timestamp Now => Timestamp.FromDateTimeUtc(Clock.GetUtcNow().UtcDateTime);

    /// <summary>All instruments as of now; any thread.</summary>
    public InstrumentDirectory Directory => Views.Directory;
}
