using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Win32.SafeHandles;

namespace Rialto.Host.Desk.Keys;

/// <summary>Where the password of a key file comes from: a file, a descriptor that another process opened, the environment, or somebody at the terminal; asked in this order.</summary>
/// <param name="File">A file that only its owner may read; null for none.</param>
/// <param name="Descriptor">An open descriptor; null for none.</param>
internal sealed record KeyPassword(string? File, int? Descriptor)
{
    /// <summary>Environment variable that holds it.</summary>
    public const string Variable = "RIALTO_KEYS_PASSWORD";

    /// <summary>A new password has at least so many characters.</summary>
    public const int LengthMin = 12;

    private const int BytesMax = 4_096;

    /// <summary>From the environment, or asked for.</summary>
    public static KeyPassword Usual { get; } = new(null, null);

    /// <summary>Reads it into memory that does not move; the caller overwrites it.</summary>
    /// <param name="isNew">It protects a file that begins: asked for twice, and not too short.</param>
    /// <exception cref="VenueKeyException">There is none, or it is too short.</exception>
    public byte[] Read(bool isNew)
    {
        var password = File is { } path ? Trimmed(PrivateFile.Read(path, BytesMax))
            : Descriptor is { } number ? FromDescriptor(number)
            : Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } text ? Bytes(text)
            : Ask(isNew);
        if (password.Length == 0)
            throw new VenueKeyException("The password of the key file is empty.");
        if (!isNew || Encoding.UTF8.GetCharCount(password) >= LengthMin)
            return password;
        CryptographicOperations.ZeroMemory(password);
        throw new VenueKeyException($"A new key file needs a password of at least {LengthMin} characters.");
    }

    private static byte[] Ask(bool isNew)
    {
        if (Console.IsInputRedirected)
            throw new VenueKeyException($"The key file needs its password: --password-file, --password-fd, or the environment variable {Variable}.");
        var first = SecretPrompt.Read("Password of the key file: ");
        if (!isNew)
            return Bytes(first);
        var second = SecretPrompt.Read("Again: ");
        try
        {
            return first.AsSpan().SequenceEqual(second) ? Bytes(first) : throw new VenueKeyException("The two are not the same; nothing was changed.");
        }
        finally
        {
            Array.Clear(first);
            Array.Clear(second);
        }
    }

    private static byte[] FromDescriptor(int number)
    {
        var bytes = GC.AllocateArray<byte>(BytesMax, pinned: true);
        try
        {
            using var file = new FileStream(new SafeFileHandle(number, ownsHandle: true), FileAccess.Read, bufferSize: 0);
            var length = file.ReadAtLeast(bytes, BytesMax, throwOnEndOfStream: false);
            return Trimmed(bytes, length);
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException or ArgumentException)
        {
            throw new VenueKeyException(string.Create(CultureInfo.InvariantCulture, $"Descriptor {number} cannot be read: {problem.Message}"), problem);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(bytes);
        }
    }

    private static byte[] Trimmed(byte[] bytes)
    {
        try
        {
            return Trimmed(bytes, bytes.Length);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(bytes);
        }
    }

    // The end of a line is the editor's, not the password's.
    private static byte[] Trimmed(byte[] bytes, int length)
    {
        while (length > 0 && bytes[length - 1] is (byte)'\n' or (byte)'\r')
            length--;
        var kept = GC.AllocateArray<byte>(length, pinned: true);
        bytes.AsSpan(0, length).CopyTo(kept);
        return kept;
    }

    private static byte[] Bytes(ReadOnlySpan<char> text)
    {
        var bytes = GC.AllocateArray<byte>(Encoding.UTF8.GetByteCount(text), pinned: true);
        Encoding.UTF8.GetBytes(text, bytes);
        return bytes;
    }
}
