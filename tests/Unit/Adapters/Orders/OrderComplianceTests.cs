using System.Text;
using Rialto.Adapters.Connections;
using Rialto.Adapters.Orders;
using Rialto.Model.Execution;
using Rialto.Model.Feeds;
using Rialto.Model.Orders;
using Rialto.Model.Units;
using Rialto.Runtime.Rings;
using Rialto.Unit.Wire.Fuzz;
using Xunit;

namespace Rialto.Unit.Adapters.Orders;

/// <summary>One suite over the private sides of all venues: what is asked encodes or is refused, what comes back is read or refused whole, and errors mean what the sheets say.</summary>
public sealed class OrderComplianceTests
{
    private static readonly SigningMoment Moment = new(new Timestamp(1_712_230_310_689_000_000), "6f5570df-d8bc-4daf-85b4-976733feb624");

    public static TheoryData<string> Venues => [.. OrderVenues.All.Where(venue => venue.Capabilities.CanTrade).Select(venue => venue.Name)];

    [Theory]
    [MemberData(nameof(Venues))]
    public void Every_request_is_written_or_refused(string name)
    {
        var script = OrderScripts.Of(name);
        var call = new OrderCall();
        var written = 0;
        foreach (var kind in Enum.GetValues<OrderRequestKind>())
        {
            var request = script.Request(kind);
            call.Clear();
            var refusal = OrderCapability.Refusal(request, script.Venue.Capabilities, script.Context);
            if (refusal != VenueReason.None)
                continue;
            if (script.Venue.Protocol.Encode(request, script.Context, call) != VenueReason.None)
                continue;
            call.Id = 77;
            script.Venue.Protocol.Sign(call, script.Credentials, Moment, "ticket", script.Venue.Rest.Host);
            written++;
            Assert.True(call.IsFrame ? call.Body.Bytes.Length > 0 : call.Path.Bytes.StartsWith("/"u8), kind.ToString());
            foreach (var text in (string[])[call.Path.ToString(), call.Query.ToString(), call.Body.ToString(), .. call.Headers.Select(header => header.Value)])
                Assert.DoesNotContain(Encoding.UTF8.GetString(script.Credentials.Secret), text, StringComparison.Ordinal);
        }

        // Place, cancel, look up, live orders, balances: without these nothing can be traded.
        Assert.True(written >= 5, $"{written} kinds of requests");
        Assert.Equal(VenueReason.NotOffered, OrderCapability.Refusal(script.Request(OrderRequestKind.None), script.Venue.Capabilities, script.Context));
    }

    [Theory]
    [MemberData(nameof(Venues))]
    public void Amounts_are_written_exactly(string name)
    {
        var script = OrderScripts.Of(name);
        var call = new OrderCall();
        Assert.Equal(VenueReason.None, script.Venue.Protocol.Encode(script.Request(OrderRequestKind.Place), script.Context, call));
        var text = call.Query + " " + call.Body;
        Assert.All(script.Amounts, amount => Assert.Contains(amount, text, StringComparison.Ordinal));
        Assert.DoesNotContain("E-", text, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Venues))]
    public void What_the_venue_does_not_have_is_refused_before_a_byte_is_made(string name)
    {
        var script = OrderScripts.Of(name);
        var can = script.Venue.Capabilities;
        var place = script.Request(OrderRequestKind.Place);
        Refused(place with { Type = OrderType.StopLoss }, true);
        Refused(place with { Flags = OrderRequestFlags.ReduceOnly }, !can.CanReduceOnly);
        Refused(place with { Flags = OrderRequestFlags.PostOnly }, !can.CanPostOnly);
        Refused(place with { Flags = OrderRequestFlags.PostOnly, TimeInForce = TimeInForce.Ioc }, true);
        Refused(place with { TimeInForce = TimeInForce.Fok }, !can.CanFillOrKill);
        Refused(place with { TimeInForce = TimeInForce.Gtd, ExpireTime = new Timestamp(long.MaxValue / 2) }, !can.CanExpire);
        Refused(place with { Listing = new(999) }, true);
        Refused(place with { Venue = FeedVenue.Augur }, true);
        Refused(place with { Quantity = default }, true);
        Refused(place with { Price = default }, true);
        Refused(script.Request(OrderRequestKind.ArmDeadMan), !can.HasDeadMan);
        Refused(script.Request(OrderRequestKind.QueryPositions), !can.HasPositions);
        Refused(script.Request(OrderRequestKind.Amend), !can.CanAmend);

        void Refused(OrderRequest request, bool must) => Assert.Equal(must, OrderCapability.Refusal(request, can, script.Context) != VenueReason.None);
    }

    [Theory]
    [MemberData(nameof(Venues))]
    public void Errors_mean_what_the_sheet_says(string name)
    {
        var script = OrderScripts.Of(name);
        Assert.NotEmpty(script.Errors);
        foreach (var error in script.Errors)
        {
            var reports = new OrderReports(script.Venue.Venue);
            var request = script.Request(error.Kind);
            if (!script.Venue.Protocol.Decode(request, script.Context, error.Status, OrderScript.Bytes(error.Body), reports))
                reports.Fail(request, VenueFailure.Unreadable(error.Status));
            Assert.True(reports.Count == 1 && (error.Class, error.Reason) == (reports[0].Failure, reports[0].Reason), $"{error}: {(reports.Count == 1 ? $"{reports[0].Failure} {reports[0].Reason}" : $"{reports.Count} reports")}");
            Assert.Equal(request.Order, reports[0].Order);
            if (error.Class == FailureClass.Unknown && error.Kind == OrderRequestKind.Place)
                Assert.Equal(OrderReportKind.Unknown, reports[0].Kind);
        }
    }

    [Theory]
    [MemberData(nameof(Venues))]
    public void Answers_tell_what_they_say(string name)
    {
        var script = OrderScripts.Of(name);
        foreach (var answer in script.Answers)
        {
            var reports = new OrderReports(script.Venue.Venue);
            Assert.True(script.Venue.Protocol.Decode(script.Request(answer.Kind), script.Context, 200, OrderScript.Bytes(answer.Body), reports), answer.Body);
            Assert.Equal(answer.Tells, reports.Items.ToArray().Select(report => report.Kind));
        }

        foreach (var frame in script.Frames)
        {
            var turn = script.Turn();
            Assert.True(script.Venue.Protocol.Read(OrderScript.Bytes(frame.Frame), turn, script.Credentials, Moment), frame.Frame);
            Assert.Equal(frame.Tells, turn.Reports.Items.ToArray().Select(report => report.Kind));
        }
    }

    [Theory]
    [MemberData(nameof(Venues))]
    public void Every_fixture_is_read(string name)
    {
        var script = OrderScripts.Of(name);
        Assert.SkipWhen(script.FixtureFrames.Count + script.FixtureAnswers.Count == 0, "No private fixtures of this venue.");
        foreach (var file in script.FixtureFrames)
        {
            var turn = script.Turn();
            Assert.True(script.Venue.Protocol.Read(File.ReadAllBytes(Recordings.Path(file)), turn, script.Credentials, Moment), file);
        }

        foreach (var (file, kind) in script.FixtureAnswers)
        {
            var reports = new OrderReports(script.Venue.Venue);
            Assert.True(script.Venue.Protocol.Decode(script.Request(kind), script.Context, 200, File.ReadAllBytes(Recordings.Path(file)), reports), file);
        }
    }

    [Theory]
    [MemberData(nameof(Venues))]
    public void Hostile_bytes_are_read_or_refused_and_nothing_is_thrown(string name)
    {
        var script = OrderScripts.Of(name);
        byte[][] samples =
        [
            .. script.Errors.Select(error => OrderScript.Bytes(error.Body)), .. script.Answers.Select(answer => OrderScript.Bytes(answer.Body)), .. script.Frames.Select(frame => OrderScript.Bytes(frame.Frame)),
            .. script.FixtureFrames.Where(file => Recordings.TryPath(file, out _)).Select(file => File.ReadAllBytes(Recordings.Path(file))),
        ];
        samples = [.. samples.Where(sample => sample.Length > 0)];
        var kinds = Enum.GetValues<OrderRequestKind>();
        var reports = new OrderReports(script.Venue.Venue);
        var turn = script.Turn();
        using var credentials = script.Credentials;
        FuzzRun.Over(samples, FuzzRun.TextBytes, 2, (input, index) =>
        {
            reports.Clear();
            var request = script.Request(kinds[index % kinds.Length]);
            _ = script.Venue.Protocol.Decode(request, script.Context, index % 5 == 0 ? 400 : 200, input, reports);
            turn.Clear();
            _ = script.Venue.Protocol.Read(input, turn, credentials, Moment);
            _ = script.Venue.Protocol.TryDecodeTicket(input, out _);
            _ = script.Venue.Protocol.TryDecodeTime(input, out _);
        });
    }

    [Theory]
    [InlineData("predictit")]
    [InlineData("augur")]
    public void Venues_without_orders_refuse_everything(string name)
    {
        Assert.True(OrderVenues.TryFind(name, out var venue));
        var context = new OrderContext(venue.Venue, new ListingTable(1), OrderScript.Desk, venue.Capabilities.ClientIds);
        foreach (var kind in Enum.GetValues<OrderRequestKind>())
            Assert.Equal(VenueReason.NotOffered, OrderCapability.Refusal(new OrderRequest { Kind = kind, Venue = venue.Venue }, venue.Capabilities, context));
        using var credentials = new VenueCredentials("key", "secret");
        Assert.Throws<ArgumentException>(() => new OrderSession(
            venue, credentials, new ListingTable(1), new OrderSessionOptions { Desk = OrderScript.Desk }, new SpscRing<OrderRequest>(2), new SpscRing<OrderReport>(2), new ProcessBudgets()));
    }
}
