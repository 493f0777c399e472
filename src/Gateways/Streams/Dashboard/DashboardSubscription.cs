using Rialto.Model.Instruments;

namespace Rialto.Gateways.Streams.Dashboard;

/// <summary>Binary frames for one connection: of the whole market, of one instrument, or of what is the owner's.</summary>
internal sealed class DashboardSubscription(StreamConnection connection, StreamChannel channel, Instrument? instrument)
    : Subscription(connection, channel, instrument);
