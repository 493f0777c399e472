using System.Text.Json;
using System.Text.Json.Serialization;

namespace Rialto.Host.Tools.Client;

/// <summary>
/// Where an exchange on this machine serves and with which key its tools may speak: <c>client.json</c> in the data folder, readable by its owner only.
/// Written by <c>rialto up</c>.
/// </summary>
/// <param name="Url">Base address of REST and WebSocket.</param>
/// <param name="Native">Address and port of the native protocol, with <c>tls://</c> before them where it speaks TLS; null where it is off.</param>
/// <param name="Key">Key id; null where no development key was made.</param>
/// <param name="Secret">Its secret.</param>
/// <param name="ProcessId">Process that wrote it.</param>
/// <param name="Certificate">What its listeners show, as PEM; null without TLS.</param>
/// <param name="Fix">Address and port of FIX, written as Native's; null where it is off.</param>
internal sealed record ClientProfile(string Url, string? Native, string? Key, string? Secret, int ProcessId, string? Certificate = null, string? Fix = null)
{
    /// <summary>The profile in a file; null where there is none.</summary>
    /// <exception cref="ToolException">It cannot be read.</exception>
    public static ClientProfile? Load(string path)
    {
        if (!File.Exists(path))
            return null;
        try
        {
            return JsonSerializer.Deserialize(File.ReadAllBytes(path), ClientProfileJson.Default.ClientProfile);
        }
        catch (Exception problem) when (problem is JsonException or IOException or UnauthorizedAccessException)
        {
            throw new ToolException(ExitCode.Usage, $"{path} cannot be read: {problem.Message}", inner: problem);
        }
    }

    /// <summary>Replaces the file in one step.</summary>
    public void Save(string path)
    {
        var draft = path + ".new";
        var options = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        using (var stream = new FileStream(draft, options))
            JsonSerializer.Serialize(stream, this, ClientProfileJson.Default.ClientProfile);
        File.Move(draft, path, overwrite: true);
    }
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, WriteIndented = true)]
[JsonSerializable(typeof(ClientProfile))]
internal sealed partial class ClientProfileJson : JsonSerializerContext;
