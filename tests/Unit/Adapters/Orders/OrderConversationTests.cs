using System.Text;
using Rialto.Adapters.Connections;
using Rialto.Adapters.Orders;
using Rialto.Model.Execution;
using Rialto.Runtime.Rings;
using Xunit;

namespace Rialto.Unit.Adapters.Orders;

/// <summary>Whole sessions against a stand-in that speaks each venue's protocol: up, snapshot, order, fill, look-up, cancel, an answer that breaks off, a stream that is cut.</summary>
public sealed class OrderConversationTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    [Theory]
    [MemberData(nameof(OrderComplianceTests.Venues), MemberType = typeof(OrderComplianceTests))]
    public async Task A_session_trades(string name)
    {
        var script = OrderScripts.Of(name);
        using var venue = new StandInVenue(script);
        using var credentials = script.Credentials;
        var requests = new SpscRing<OrderRequest>(64);
        var reports = new SpscRing<OrderReport>(256);
        var all = new List<OrderReport>();
        var options = new OrderSessionOptions { Desk = OrderScript.Desk, ReconnectFirst = TimeSpan.FromMilliseconds(1), ReconnectMax = TimeSpan.FromMilliseconds(5), AnswerTimeout = TimeSpan.FromMilliseconds(500) };
        await using (var session = new OrderSession(script.Venue, credentials, script.Listings, options, requests, reports, new ProcessBudgets(), TimeProvider.System, venue, venue))
        {
            session.Start();
            await UntilAsync(report => report.Kind == OrderReportKind.StreamUp);
            await UntilAsync(report => report.Kind == OrderReportKind.BalancesEnd);

            Ask(script.Request(OrderRequestKind.Place));
            await UntilAsync(report => report is { Kind: OrderReportKind.Sent, Order.Value: 7 });
            var accepted = await UntilAsync(report => report is { Kind: OrderReportKind.Accepted, Order.Value: 7 });
            Assert.False(accepted.VenueOrder.IsEmpty);
            Assert.True(accepted.ReceiveTime.Nanoseconds > 0);
            if (script.FillFrame is { } fill)
            {
                venue.Tell(fill);
                var filled = await UntilAsync(report => report.Kind == OrderReportKind.Filled);
                Assert.Equal((script.Listing.Id, script.Venue.Venue), (filled.Listing, filled.Venue));
                Assert.True(filled.FillQuantity.Units > 0 && filled.FillPrice.Units > 0);
                Assert.True(filled.Order.Value == 7 || filled.VenueOrder == accepted.VenueOrder, "a fill of nobody's order");
            }

            Ask(script.Request(OrderRequestKind.Query) with { VenueOrder = accepted.VenueOrder });
            Assert.Equal(new DeskOrderId(7), (await UntilAsync(report => report.Kind == OrderReportKind.Found && report.Flags.HasFlag(OrderReportFlags.FromQuery) && report.Order.Value == 7)).Order);
            Ask(script.Request(OrderRequestKind.Cancel) with { VenueOrder = accepted.VenueOrder });
            await UntilAsync(report => report.Kind == OrderReportKind.Sent);
            if (script.EndFrame is { } end)
                venue.Tell(end);
            await UntilAsync(report => report is { Kind: OrderReportKind.Cancelled, Order.Value: 7 });

            venue.BreaksWith = 503;
            Ask(script.Request(OrderRequestKind.Place) with { Order = new DeskOrderId(9) });
            var unknown = await UntilAsync(report => report is { Order.Value: 9, Kind: OrderReportKind.Unknown });
            Assert.Equal(FailureClass.Unknown, unknown.Failure);
            venue.BreaksWith = 0;

            venue.Cut();
            await UntilAsync(report => report.Kind == OrderReportKind.StreamDown);
            await UntilAsync(report => report.Kind == OrderReportKind.StreamUp);
            await UntilAsync(report => report.Kind == OrderReportKind.OrdersEnd);
            Assert.Equal(0, session.Counters.Unreadable);
            NoSecretIn(session.Counters + string.Join('\n', all.Select(report => $"{report.ClientOrderId} {report.VenueOrder} {report.TradeId}")));
        }

        // A secret goes nowhere: not into an address, not into a body but where the venue logs in by it, not into a message.
        foreach (var asked in venue.Asked)
            NoSecretIn(asked.Method + asked.Path);

        void NoSecretIn(string told)
        {
            Assert.DoesNotContain(Encoding.UTF8.GetString(credentials.Secret), told, StringComparison.Ordinal);
            if (!credentials.Passphrase.IsEmpty)
                Assert.DoesNotContain(Encoding.UTF8.GetString(credentials.Passphrase), told, StringComparison.Ordinal);
        }

        void Ask(OrderRequest request) => Assert.True(requests.TryPublish(request));

        async Task<OrderReport> UntilAsync(Func<OrderReport, bool> condition)
        {
            using var late = new CancellationTokenSource(Patience);
            while (true)
            {
                while (reports.TryTake(out var report))
                {
                    all.Add(report);
                    if (condition(report))
                        return report;
                }

                if (late.IsCancellationRequested)
                    Assert.Fail($"{name}: {string.Join(", ", all.Select(report => $"{report.Kind} {report.Order} {report.Failure} {report.Reason} {report.Code}"))}\nasked {string.Join('\n', venue.Asked)}\nframes {string.Join('\n', venue.Framed)}");
                await Task.Delay(1, TestContext.Current.CancellationToken);
            }
        }
    }
}
