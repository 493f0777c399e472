using System.CommandLine;
using Rialto.BackOffice.Checkpoints;
using Rialto.Host.Tools.Audit;
using Rialto.Journal;

namespace Rialto.Host.Tools.Journal;

/// <summary><c>rialto journal checkpoint</c>: signs what the journal says, or checks it against what was signed.</summary>
internal static class CheckpointCommand
{
    public static System.CommandLine.Command Make()
    {
        var key = new Option<string?>("--key") { Description = "Private key (PEM, P-256), made where it is missing; default: keys/checkpoint.pem in the data folder" };
        var check = new Option<string?>("--check") { Description = "A checkpoint to check the journal against" };
        var publicKey = new Option<string?>("--public-key") { Description = "With --check: the public key (PEM), from a place the journal's keeper cannot change" };
        return new System.CommandLine.Command("checkpoint", "Sign what the journal says up to now, to be published; or check a journal against such a signature") { key, check, publicKey }
            .Does(async (parsed, terminal, stop) =>
            {
                var folder = PastOptions.Folder(parsed);
                var past = new Past(folder);
                try
                {
                    if (parsed.GetValue(check) is { } file)
                        return await CheckAsync(terminal, past, file, parsed.GetValue(publicKey) ?? throw new ToolException(ExitCode.Usage, "--check needs --public-key."), stop);
                    await MakeAsync(terminal, past, parsed.GetValue(key) ?? Path.Combine(folder, "keys", "checkpoint.pem"), stop);
                    return ExitCode.Ok;
                }
                catch (Exception problem) when (problem is JournalCorruptException or InvalidDataException or IOException or UnauthorizedAccessException)
                {
                    throw new ToolException(ExitCode.Failed, problem.Message, inner: problem);
                }
            });
    }

    private static async Task MakeAsync(Terminal terminal, Past past, string path, CancellationToken stop)
    {
        using var key = File.Exists(path) ? CheckpointKey.Open(path) : CheckpointKey.Create(path);
        var publicPath = Path.ChangeExtension(path, ".pub.pem");
        if (!File.Exists(publicPath))
        {
            await File.WriteAllTextAsync(publicPath, key.PublicPem, stop);
            terminal.Note($"The key's public half is in {publicPath}: give it to those who are to check.");
        }

        Checkpoint? checkpoint = null;
        await terminal.WatchAsync("reading the journal", 0, () => past.History.Position, () => checkpoint = Checkpointing.Make(past.History, key, stop), stop);
        Terminal.Json((checkpoint ?? throw new ToolException(ExitCode.NotFound, "The journal is empty.")).Write);
    }

    private static async Task<int> CheckAsync(Terminal terminal, Past past, string file, string publicKey, CancellationToken stop)
    {
        var checkpoint = Checkpoint.Read(await File.ReadAllBytesAsync(file, stop));
        using var key = CheckpointKey.Open(publicKey);
        var verdict = default(CheckpointVerdict);
        await terminal.WatchAsync("reading the journal", checkpoint.Sequence, () => past.History.Position, () => verdict = Checkpointing.Check(past.History, checkpoint, key, stop), stop);
        if (terminal.IsJson)
        {
            Terminal.Json(json =>
            {
                json.WriteBoolean("good", verdict.IsGood);
                json.WriteNumber("sequence", checkpoint.Sequence);
                json.WriteString("told", verdict.Told);
            });
        }
        else
        {
            terminal.Line((verdict.IsGood ? "Good. " : "NOT GOOD. ") + verdict.Told);
        }

        return verdict.IsGood ? ExitCode.Ok : ExitCode.Failed;
    }
}
