using System.CommandLine;
using Rialto.Host.Tools.Client;

namespace Rialto.Host.Tools;

/// <summary>Options every tool that talks to a running exchange has.</summary>
internal static class ClientOptions
{
    private static readonly Option<bool> JsonOption = new("--json") { Description = "Print results as JSON", Recursive = true };
    private static readonly Option<string?> Url = new("--url") { Description = "Address of the exchange (RIALTO_URL; default: client.json in the data folder)" };
    private static readonly Option<string?> Native = new("--native") { Description = "Address and port of the native protocol, tls://ADDRESS:PORT with TLS (RIALTO_NATIVE)" };
    private static readonly Option<string?> Key = new("--key") { Description = "Key id (RIALTO_KEY)" };
    private static readonly Option<string?> Secret = new("--secret") { Description = "Key secret (better: RIALTO_SECRET, which no process list shows)" };
    private static readonly Option<string?> Ca = new("--ca") { Description = "File of certificates to trust besides this machine's (RIALTO_CA)" };
    private static readonly Option<string?> Data = new("--data") { Description = "Data folder of an exchange on this machine; default ./data" };

    /// <summary><c>--json</c>, on the root and so on every command.</summary>
    public static Option<bool> Json => JsonOption;

    /// <summary>Adds the options that say where the exchange is.</summary>
    public static Command WithConnection(this Command command)
    {
        foreach (var option in new Option[] { Url, Native, Key, Secret, Ca, Data })
        {
            option.Recursive = true;
            command.Options.Add(option);
        }

        return command;
    }

    /// <summary>Where the exchange is, from the options.</summary>
    public static Connection Connection(this ParseResult parsed) =>
        Client.Connection.Find(parsed.GetValue(Url), parsed.GetValue(Native), parsed.GetValue(Key), parsed.GetValue(Secret), parsed.GetValue(Data), parsed.GetValue(Ca));

    /// <summary>The data folder that was named; null where none was.</summary>
    public static string? DataFolder(this ParseResult parsed) => parsed.GetValue(Data);

    /// <summary>Where to print.</summary>
    public static Terminal Terminal(this ParseResult parsed) => new(parsed.GetValue(JsonOption));

    /// <summary>Sets what the command does; tool exceptions become a message and an exit code.</summary>
    public static Command Does(this Command command, Func<ParseResult, Terminal, CancellationToken, Task<int>> action)
    {
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var terminal = parsed.Terminal();
            try
            {
                return await action(parsed, terminal, cancellationToken);
            }
            catch (ToolException problem)
            {
                terminal.Fail(problem);
                return problem.ExitCode;
            }
            catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
            {
                return ExitCode.Ok;
            }
        });
        return command;
    }
}
