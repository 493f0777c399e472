using System.CommandLine;
using System.CommandLine.Invocation;
using Rialto.Host.Tools;
using Rialto.Host.Tools.Accounts;
using Rialto.Host.Tools.Arbitrage;
using Rialto.Host.Tools.Audit;
using Rialto.Host.Tools.Certify;
using Rialto.Host.Tools.Compliance;
using Rialto.Host.Tools.Desk;
using Rialto.Host.Tools.Doctor;
using Rialto.Host.Tools.Feeds;
using Rialto.Host.Tools.Flow;
using Rialto.Host.Tools.Journal;
using Rialto.Host.Tools.Load;
using Rialto.Host.Tools.Margin;

var root = new RootCommand("Rialto: an exchange in one binary. Start one with 'rialto up', then look at it with 'rialto book SYMBOL'.")
{
    UpCommand.Make(),
    OrderCommand.Make(),
    AlgoCommand.Make(),
    BasketCommand.Make(),
    BookCommand.Make(),
    TradesCommand.Make(),
    HaltCommand.Make(),
    HaltCommand.MakeResume(),
    KillCommand.Make(),
    AccountCommand.Make(),
    MoneyCommand.Deposit(),
    MoneyCommand.Withdraw(),
    MoneyCommand.Transfer(),
    AssetCommand.Make(),
    FeesCommand.Make(),
    PositionsCommand.Make(),
    MarginCommand.Make(),
    ContractCommand.Make(),
    ContractCommand.Mark(),
    InsuranceCommand.Make(),
    KeysCommand.Make(),
    AuditCommand.Make(),
    JournalCommand.Make(),
    FlowCommand.Make(),
    FeedCommand.Make(),
    ReplayFeedsCommand.Make(),
    MonitorCommand.Make(),
    ArbCommand.Make(),
    RecordCommand.Make(),
    ExportFeedsCommand.Make(),
    TradeCommand.Make(),
    SignalsCommand.Make(),
    GatewayCommand.Make(),
    StopCommand.Make(),
    WatchdogCommand.Make(),
    DeskViewCommands.Strategies(),
    DeskViewCommands.Pnl(),
    DeskViewCommands.Risk(),
    SanctionsCommand.Make(),
    SurveilCommand.Make(),
    CasesCommand.Make(),
    ComplianceCommand.Make(),
    SimulateCommand.Make(),
    LoadCommand.Make(),
    CertifyCommand.Make(),
    DoctorCommand.Make(),
    AlertsCommand.Make(),
    MulticastCommand.Make(),
    ShowConfigCommand.Make(),
};
root.Options.Add(ClientOptions.Json);

var parsed = root.Parse(args);
if (parsed.Action is ParseErrorAction)
{
    foreach (var message in parsed.Errors.Select(error => error.Message).Distinct())
        Console.Error.WriteLine($"error: {message}");
    Console.Error.WriteLine($"See: rialto {string.Join(' ', parsed.CommandResult.Path())}--help");
    return ExitCode.Usage;
}

// A tool that is asked to stop gets half a minute to leave the house tidy.
return await parsed.InvokeAsync(new InvocationConfiguration { ProcessTerminationTimeout = TimeSpan.FromSeconds(30) });
