using System.CommandLine;
using Rialto.Adapters.Connections;
using Rialto.Adapters.Orders;
using Rialto.Host.Desk.Keys;
using Rialto.Model.Execution;
using Rialto.Model.Feeds;
using Rialto.Runtime.Rings;

namespace Rialto.Host.Tools.Desk;

/// <summary><c>rialto keys venue test</c>: asks a venue for the account's balances, the one signed question that changes nothing.</summary>
internal static class VenueKeyTest
{
    // A name that no desk has should an order ever be found under it: nothing is placed here.
    private const string Desk = "test";

    private static readonly TimeSpan _look = TimeSpan.FromMilliseconds(10);

    public static Command Make(KeyOptions options)
    {
        var name = new Argument<string>("venue") { Description = "Which venue" };
        var seconds = new Option<int>("--seconds") { Description = "Wait so long for the answer, 1 to 600", DefaultValueFactory = static _ => 30 };
        var command = new Command("test", "Ask the venue for balances with the key, and say whether it took it; nothing is placed") { name, seconds };
        var address = VenueAddress.AddTo(command);
        return command.Does(async (parsed, terminal, stop) =>
        {
            var patience = parsed.GetValue(seconds);
            if (patience is < 1 or > 600)
                throw new ToolException(ExitCode.Usage, $"--seconds is 1 to 600, not {patience}.");
            var venue = address.Of(parsed, VenueKeysCommand.VenueOf(parsed.GetValue(name)!));
            using var keys = VenueKeysCommand.Guarded(() => VenueKeys.Open(options.Of(parsed), venue.Venue));
            var credentials = VenueKeysCommand.Guarded(() => keys.For(venue.Venue));
            var answer = await AskAsync(venue, credentials, TimeSpan.FromSeconds(patience), stop);
            return Print(terminal, venue, answer);
        });
    }

    /// <summary>What the venue said; none where it said nothing in time.</summary>
    private static async Task<OrderReport> AskAsync(OrderVenue venue, VenueCredentials credentials, TimeSpan patience, CancellationToken stop)
    {
        var requests = new SpscRing<OrderRequest>(2);
        var reports = new SpscRing<OrderReport>(4_096);
        try
        {
            await using var session = new OrderSession(venue, credentials, new ListingTable(1), new OrderSessionOptions { Desk = Desk }, requests, reports, new ProcessBudgets());
            session.Start();
            requests.TryPublish(new OrderRequest { Kind = OrderRequestKind.QueryBalances, Venue = venue.Venue });
            var begun = TimeProvider.System.GetTimestamp();
            while (TimeProvider.System.GetElapsedTime(begun) < patience)
            {
                while (reports.TryTake(out var report))
                {
                    if (report.Kind is OrderReportKind.BalancesEnd or OrderReportKind.QueryFailed)
                        return report;
                }

                await Task.Delay(_look, stop);
            }

            return default;
        }
        catch (ArgumentException wrong)
        {
            throw new ToolException(ExitCode.Failed, wrong.Message, inner: wrong);
        }
    }

    private static int Print(Terminal terminal, OrderVenue venue, OrderReport answer)
    {
        var code = answer switch
        {
            { Kind: OrderReportKind.BalancesEnd } => ExitCode.Ok,
            { Kind: OrderReportKind.QueryFailed, Failure: FailureClass.Halt or FailureClass.Reject } => ExitCode.Refused,
            _ => ExitCode.Unreachable,
        };
        var outcome = code switch { ExitCode.Ok => "taken", ExitCode.Refused => "refused", _ => "not reached" };
        if (terminal.IsJson)
        {
            Terminal.Json(json =>
            {
                json.WriteString("venue", venue.Name);
                json.WriteString("outcome", outcome);
                if (code != ExitCode.Ok)
                {
                    json.WriteString("reason", answer.Reason.ToString());
                    json.WriteNumber("code", answer.Code);
                }
            });
            return code;
        }

        terminal.Line(code switch
        {
            ExitCode.Ok => $"{venue.Name} took the key.",
            ExitCode.Refused => FormattableString.Invariant($"{venue.Name} refused the key: {answer.Reason} (its number: {answer.Code})."),
            _ => FormattableString.Invariant($"{venue.Name} was not reached, or did not answer: {answer.Reason} (its number: {answer.Code})."),
        });
        return code;
    }
}
